"""What the machine gives: files that appear whole, worker processes, cores, interrupts."""
