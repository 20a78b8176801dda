package org.taskvectors.checkpoint;

/// How the files of a format are called in the folders of Hugging Face.
///
/// @param model what a model's only file is called, without its ending: `pytorch_model`
/// @param ending how its files end there: `.bin`
public record HubNames(String model, String ending) {
    /// A model's only file, which is called after its folder: `model.safetensors`.
    public String whole() {
        return model + ending;
    }

    /// The weights of an adapter as PEFT saves them.
    public String adapter() {
        return "adapter_model" + ending;
    }

    /// How a file's name ends that says which shard holds which tensor.
    public String indexEnding() {
        return ending + ".index.json";
    }
}
