"""Speech that is heard while it is spoken: from a microphone by the control socket into the mix."""
