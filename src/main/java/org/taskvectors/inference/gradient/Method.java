package org.taskvectors.inference.gradient;

/// What of a model is trained.
public enum Method {
    /// Two factors of a low rank beside each chosen matrix: W + s·B·A. Hu and others 2021,
    /// arXiv:2106.09685.
    LORA("LoRA"),
    /// LoRA with a trained length of each output: m·(W + s·B·A)/‖W + s·B·A‖. Liu and others 2024,
    /// arXiv:2402.09353.
    DORA("DoRA"),
    /// Every weight of the model.
    FULL("full");

    private final String word;

    Method(String word) {
        this.word = word;
    }

    /// Returns what it is called for people.
    public String word() {
        return word;
    }
}
