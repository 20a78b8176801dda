package org.taskvectors.checkpoint.adapter;

import java.nio.file.Path;
import org.taskvectors.file.Failure;

/// A method of fine-tuning whose adapters are shown by name and are not read as a change of the
/// weights.
///
/// @param name its name for people: `(IA)³`
/// @param what why its adapters are not read, a clause that follows "this adapter is …"
/// @param advice what to do instead, a sentence without its full stop
record OtherMethod(String name, String what, String advice) {
    private static final String MERGE =
            "Merge it into its base with PEFT (merge_and_unload) and open the merged model";
    private static final String ELSEWHERE =
            "Merge it into its base with the program that trained it, and open the merged model";
    private static final String NO_WEIGHTS =
            "There is no merged model of it either: its base's weights stay as they are";
    private static final String CONVERT =
            "Save it again with PEFT's"
                    + " save_pretrained(…, path_initial_model_for_weight_conversion=…), which makes"
                    + " it a LoRA of the unchanged base, or merge it and open the merged model";

    /// Returns a method that changes weights, and that PEFT can merge.
    static OtherMethod merged(String name) {
        return new OtherMethod(name, "whose change of the weights is not s·B·A", MERGE);
    }

    /// Returns a method that changes weights, written by a program that is not PEFT.
    static OtherMethod mergedElsewhere(String name) {
        return new OtherMethod(name, "whose change of the weights is not s·B·A", ELSEWHERE);
    }

    /// Returns a method that changes no weights: it puts something into or between the layers.
    static OtherMethod unmerged(String name) {
        return new OtherMethod(name, "which changes no weights of its base", NO_WEIGHTS);
    }

    /// Returns a method whose factors were first taken out of the base's weights.
    static OtherMethod changedBase(String name) {
        return new OtherMethod(
                name,
                "which took its first factors out of the base's weights, so its factors are not"
                        + " what the training changed",
                CONVERT);
    }

    /// Returns why one of its tensors is not read, a sentence without its full stop.
    String reason() {
        return "this is part of " + name + ", " + what;
    }

    /// Returns the failure of reading an adapter of this method.
    Failure failure(Path path) {
        return Failure.of(
                AdapterProblem.OTHER_METHOD, path, "this adapter is " + name + ", " + what, advice);
    }
}
