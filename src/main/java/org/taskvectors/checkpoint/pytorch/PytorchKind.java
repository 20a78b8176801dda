package org.taskvectors.checkpoint.pytorch;

import org.taskvectors.checkpoint.FileKind;

/// What PyTorch and Python's pickle write.
public enum PytorchKind implements FileKind {
    PYTORCH("PyTorch file", "", ""),
    PYTORCH_LEGACY("PyTorch file from before 1.6", "", ""),
    TORCHSCRIPT(
            "TorchScript archive",
            "this is a TorchScript archive: a program with weights, not a checkpoint",
            "Save the model's state_dict"),
    PYTORCH_TAR(
            "PyTorch file from before 0.2",
            "this is a tar archive, as PyTorch wrote them before version 0.2",
            "Load it with PyTorch and save it again"),
    PICKLE(
            "Python pickle",
            "this is a Python pickle, which can run any program when it is loaded",
            "Save the weights as safetensors");

    private final String label;
    private final String what;
    private final String advice;

    PytorchKind(String label, String what, String advice) {
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
