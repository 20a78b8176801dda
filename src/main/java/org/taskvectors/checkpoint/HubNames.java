package org.taskvectors.checkpoint;

/// The names of a format's files in Hugging Face's folders.
///
/// @param model the name of a model's only file, without its ending: `pytorch_model`
/// @param ending the ending of its files there: `.bin`
public record HubNames(String model, String ending) {
    /// Returns the name of a model's only file: `model.safetensors`.
    public String whole() {
        return model + ending;
    }

    /// Returns the name of an adapter's weights, as PEFT saves them.
    public String adapter() {
        return "adapter_model" + ending;
    }

    /// Returns the ending of an index, the file that says which shard holds which tensor.
    public String indexEnding() {
        return ending + ".index.json";
    }
}
