package org.taskvectors.checkpoint;

import org.taskvectors.file.Problem;

/// What a file's first bytes show it to be, whatever its name says. As the problem of a
/// [org.taskvectors.file.Failure] it means: this is what was found where weights were expected.
public enum FileKind implements Problem {
    SAFETENSORS("safetensors file", "", ""),
    EMPTY("empty file", "the file is empty", "Download or save it again"),
    GIT_LFS_POINTER(
            "Git LFS pointer",
            "this is a Git LFS pointer, a small text that stands for the weights, not the weights"
                    + " themselves",
            "Run `git lfs pull` in its folder, or download the file itself"),
    WEB_PAGE(
            "web page",
            "this is a web page (HTML), not the weights",
            "Download the file itself; the page may be asking for a login or a licence"),
    TORCHSCRIPT(
            "TorchScript archive",
            "this is a TorchScript archive: a program with weights, not a checkpoint",
            "Save the model's state_dict"),
    PYTORCH("PyTorch file", "", ""),
    PYTORCH_LEGACY("PyTorch file from before 1.6", "", ""),
    PYTORCH_TAR(
            "PyTorch file from before 0.2",
            "this is a tar archive, as PyTorch wrote them before version 0.2",
            "Load it with PyTorch and save it again"),
    PICKLE(
            "Python pickle",
            "this is a Python pickle, which can run any program when it is loaded",
            "Save the weights as safetensors"),
    NUMPY(
            "NumPy array",
            "this is a NumPy array or archive",
            "Save the weights as safetensors: safetensors.numpy.save_file(arrays, …)"),
    ZIP("zip archive", "this is a zip archive", "Unpack it and open what is inside"),
    GZIP("gzip archive", "this is compressed with gzip", "Unpack it and open what is inside"),
    COMPRESSED(
            "compressed file",
            "this is a compressed file (bzip2, xz, zstd or 7z)",
            "Unpack it and open what is inside"),
    TAR("tar archive", "this is a tar archive", "Unpack it and open what is inside"),
    GGUF("GGUF file", "", ""),
    GGML(
            "GGML file",
            "this is a GGML file, as llama.cpp used before GGUF",
            "Open the model's safetensors files instead"),
    HDF5(
            "HDF5 file",
            "this is an HDF5 file, as Keras uses",
            "Open the model's safetensors files instead"),
    JSON("JSON text", "this is JSON text, not weights", "Open the weights or their folder"),
    TEXT("text", "this is a text, not weights", "Open the weights or their folder"),
    /// None of the above.
    UNKNOWN(
            "unknown file",
            "this is no kind of file that is known here",
            "Safetensors, PyTorch and GGUF files are read, and the folders around them");

    private final String label;
    private final String what;
    private final String advice;

    FileKind(String label, String what, String advice) {
        this.label = label;
        this.what = what;
        this.advice = advice;
    }

    /// Its name for people: `Git LFS pointer`.
    public String label() {
        return label;
    }

    /// A sentence that says what was found.
    String what() {
        return what;
    }

    /// A sentence that says what to do about it; empty where there is nothing to say.
    String advice() {
        return advice;
    }
}
