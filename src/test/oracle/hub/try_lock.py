"""By hand: whether this program's locks keep huggingface_hub's out, and theirs ours.

usage: try_lock.py hold FILE SECONDS   holds the lock as huggingface_hub does while it downloads
       try_lock.py ask FILE            says whether it could take it now
"""

import sys
import time

from filelock import Timeout
from huggingface_hub.utils import WeakFileLock

what, file = sys.argv[1], sys.argv[2]
try:
    with WeakFileLock(file, timeout=None if what == "hold" else 0.3):
        print("taken", flush=True)
        if what == "hold":
            time.sleep(float(sys.argv[3]))
except Timeout:
    print("held by another", flush=True)
