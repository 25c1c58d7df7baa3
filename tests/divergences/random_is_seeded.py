"""Whatever is random draws from the run's seed, 0 unless --seed says otherwise (law 1, determinism).

CPython prints other numbers in each run.
"""
import os
import random
import secrets
import uuid

print(random.random(), random.SystemRandom().randrange(1000), os.urandom(4).hex(), secrets.token_hex(4))
print(uuid.uuid4(), random.sample(range(100), 3))
