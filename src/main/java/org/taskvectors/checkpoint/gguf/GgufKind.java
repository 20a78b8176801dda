package org.taskvectors.checkpoint.gguf;

import org.taskvectors.checkpoint.FileKind;

/// What llama.cpp reads, and what it once read.
public enum GgufKind implements FileKind {
    GGUF("GGUF file", "", ""),
    GGML(
            "GGML file",
            "this is a GGML file, as llama.cpp used before GGUF",
            "Open the model's safetensors files instead");

    private final String label;
    private final String what;
    private final String advice;

    GgufKind(String label, String what, String advice) {
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
