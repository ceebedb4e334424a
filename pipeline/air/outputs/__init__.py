"""The outputs: each takes the mix behind a bounded queue of its own, and a dead one never holds up another."""
