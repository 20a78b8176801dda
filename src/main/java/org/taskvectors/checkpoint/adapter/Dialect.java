package org.taskvectors.checkpoint.adapter;

/// The programs that write LoRA factors, each with names and layouts of its own.
enum Dialect {
    PEFT("PEFT"),
    MLX("MLX"),
    TORCHTUNE("torchtune"),
    KOHYA("kohya"),
    DIFFUSERS("diffusers"),
    GGUF("GGUF of llama.cpp");

    private final String label;

    Dialect(String label) {
        this.label = label;
    }

    /// Returns its name for people.
    String label() {
        return label;
    }
}
