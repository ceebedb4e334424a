"""The dictionary: its words with their readings, traditional characters, and how other dictionaries read them."""
