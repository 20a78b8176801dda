# Whole processes in turn, as a person waits for them: `inspect` of a small model, `extract` of two models, and the same
# extraction by PyTorch as a notebook does it (notebook.py; its imports are not counted).
#   python processes.py START_SCRIPT SMALL_MODEL BASE.safetensors TUNED.safetensors MEMORY_FOLDER [RUNS]
# Seconds are the machine's mood too, so seconds of processor for each GiB that is read stand beside them.
import os, statistics, subprocess, sys, time

script, small, base, tuned, folder = sys.argv[1:6]
runs = int(sys.argv[6]) if len(sys.argv) > 6 else 5
gib = (os.path.getsize(base) + os.path.getsize(tuned)) / 2**30
out = os.path.join(folder, "vector.safetensors")
notebook = os.path.join(os.path.dirname(os.path.abspath(__file__)), "notebook.py")


def timed(command, lines=""):
    for path in (out, out + ".profile"):
        if os.path.exists(path):
            os.remove(path)
    began = time.time()
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    process.stdin.write(lines)
    process.stdin.close()
    said = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    took = time.time() - began
    if status:
        sys.exit(f"{command[0]} failed: run it by hand: {' '.join(command)}")
    return took, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said


found = {"inspect": [], "extract": [], "notebook": [], "notebook, its imports not counted": []}
for _ in range(runs):
    found["inspect"].append(timed([script, "inspect", small])[:3])
    found["extract"].append(timed([script, "extract", "--base", base, "--tuned", tuned, "-o", out])[:3])
    took, used, memory, said = timed([sys.executable, notebook, base, tuned, out, str(os.cpu_count())], "once\n")
    found["notebook"].append((took, used, memory))
    found["notebook, its imports not counted"].append((float(said) / 1000, used, memory))
medians = {what: [statistics.median(column) for column in zip(*rows)] for what, rows in found.items()}
for what, (took, used, memory) in medians.items():
    each = "" if what == "inspect" else f"  {used / gib:6.2f} s of processor for each GiB read"
    print(f"{what:34} {took:7.2f} s  {used:7.2f} s of processor  {memory:6.0f} MiB{each}", flush=True)
print(f"extract is {medians['notebook, its imports not counted'][0] / medians['extract'][0]:.1f} times as fast as the notebook"
      f" without its imports, {medians['notebook'][0] / medians['extract'][0]:.1f} times as its whole process", flush=True)
if os.path.exists(out):
    os.remove(out)
