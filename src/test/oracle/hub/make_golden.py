"""The cache that huggingface_hub makes of a small repository, as a list of what lies where.

Run: python make_golden.py ENDPOINT OUTPUT_FILE   (huggingface_hub 2.4.0)

ENDPOINT is the tests' own server over src/test/resources/golden/hub/repositories, started by hand:
java -cp TEST_CLASSES:CLASSES:LIBRARIES org.taskvectors.hub.HubServer --root FOLDER --port PORT
"""

import json
import os
import sys
import tempfile
from pathlib import Path

os.environ["HF_ENDPOINT"] = sys.argv[1]
os.environ["HF_HUB_DISABLE_XET"] = "1"
os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"

from huggingface_hub import hf_hub_download, snapshot_download

# What FilesToFetch chooses.
CHOSEN = [
    "LICENSE",
    "additional_chat_templates/rag.jinja",
    "config.json",
    "model.safetensors",
    "tokenizer_config.json",
]


def line(root: Path, path: Path) -> str:
    name = path.relative_to(root).as_posix()
    if path.is_symlink():
        return f"{name} -> {os.readlink(path)}"
    text = path.read_bytes()
    if name.endswith(".json") and "/trees/" in name:
        return f"{name} = {json.dumps(json.loads(text), sort_keys=True, separators=(',', ':'))}"
    if name == "CACHEDIR.TAG":
        return f"{name} = {text.decode().splitlines()[0]}"
    if "/refs/" in name:
        return f"{name} = {text.decode()}"
    return f"{name} : {len(text)}"


with tempfile.TemporaryDirectory() as folder:
    root = Path(folder)
    snapshot_download("toy/model", cache_dir=folder, allow_patterns=CHOSEN)
    # What was fetched is found file by file, too.
    assert Path(hf_hub_download("toy/model", "config.json", cache_dir=folder, local_files_only=True)).is_file()
    files = sorted((line(root, path) for path in root.rglob("*") if path.is_symlink() or path.is_file()))
    Path(sys.argv[2]).write_text("\n".join(files) + "\n", encoding="utf-8")
    print("\n".join(files))
