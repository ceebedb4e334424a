"""The station on the air, heard by a second process on loopback.

    python -m tests.bench.air [MINUTES] [ENGINE]              on time, in an emergency, while builds go on beside it
    python -m tests.bench.air kills outputs|engine|both [N]   what is heard of N (50) kills at random moments
    python -m tests.bench.air soak MINUTES                    packets, pauses, memory and the log of a long run

Each prints one object of JSON. Goals: due → first sample ≤ 30 ms in 99 of 100; command → receiver ≤ 100 ms in 99 of
100; no pause over 100 ms, no packet lost; after a kill back within 1 s, in its place, with each due item on record
once; memory flat. As root, or with the right to real time as the systemd unit has it, as a station runs.
"""
