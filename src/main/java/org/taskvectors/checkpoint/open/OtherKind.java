package org.taskvectors.checkpoint.open;

import org.taskvectors.checkpoint.FileKind;

/// Kinds of files that belong to no format of weights.
enum OtherKind implements FileKind {
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
    HDF5(
            "HDF5 file",
            "this is an HDF5 file, as Keras uses",
            "Open the model's safetensors files instead"),
    JSON("JSON text", "this is JSON text, not weights", "Open the weights or their folder"),
    TEXT("text", "this is a text, not weights", "Open the weights or their folder"),
    /// None of the above; [Formats] adds which formats are read instead.
    UNKNOWN("unknown file", "this is no kind of file that is known here", "");

    private final String label;
    private final String what;
    private final String advice;

    OtherKind(String label, String what, String advice) {
        this.label = label;
        this.what = what;
        this.advice = advice;
    }

    @Override
    public String label() {
        return label;
    }

    @Override
    public String what() {
        return what;
    }

    @Override
    public String advice() {
        return advice;
    }
}
