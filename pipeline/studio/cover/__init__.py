"""Cover art: the design, its typesetting, line breaks between words."""
