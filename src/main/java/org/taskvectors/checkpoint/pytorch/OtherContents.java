package org.taskvectors.checkpoint.pytorch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.taskvectors.checkpoint.pytorch.PyValue.Dict;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Says what a file holds in which there is no model.
final class OtherContents {
    private OtherContents() {}

    /// Refuses a value that its form shows to be no model at all.
    static void refuse(Path path, PyValue root) throws Failure {
        if (root instanceof PyValue.Instance record
                && record.type().name().endsWith("TrainingArguments")) {
            throw refused(
                    path,
                    PytorchProblem.TRAINING_ARGUMENTS,
                    "these are the arguments of a training run ("
                            + Shown.of(record.type().full())
                            + "), not weights");
        }
        if (!(root instanceof Dict dict)) {
            return;
        }
        if (isOptimizer(dict)) {
            throw refused(
                    path,
                    PytorchProblem.OPTIMIZER_STATE,
                    "this is the state of an optimizer, not weights");
        }
        if (dict.get("last_epoch") != null
                && (dict.get("_step_count") != null || dict.get("base_lrs") != null)) {
            throw refused(
                    path,
                    PytorchProblem.SCHEDULER_STATE,
                    "this is the state of a learning-rate scheduler, not weights");
        }
        if (dict.get("growth_factor") != null && dict.get("backoff_factor") != null) {
            throw refused(
                    path,
                    PytorchProblem.SCALER_STATE,
                    "this is the state of a gradient scaler, not weights");
        }
        if (dict.get("python") != null && dict.get("numpy") != null && dict.get("cpu") != null) {
            throw refused(
                    path,
                    PytorchProblem.RNG_STATE,
                    "this is the state of random number generators, not weights");
        }
    }

    static boolean isOptimizer(PyValue value) {
        return value instanceof Dict dict
                && dict.get("state") != null
                && dict.get("param_groups") instanceof PyValue.Sequence;
    }

    /// Returns the failure for a file in which there are no tensors at all.
    static Failure nothing(Path path, PyValue root) {
        String what =
                switch (root) {
                    case Dict dict -> "a dictionary with " + keys(dict);
                    default -> word(root);
                };
        return refused(
                path,
                PytorchProblem.NO_TENSORS,
                "there are no tensors in this file, it holds " + what);
    }

    private static String word(PyValue value) {
        return switch (value) {
            case PyValue.Instance record -> "an object of " + Shown.of(record.type().full());
            case PyValue.Sequence sequence -> "a list";
            case PyValue.Tuple tuple -> "a tuple";
            case Dict dict -> "a dictionary";
            default -> "a single value";
        };
    }

    private static String keys(Dict dict) {
        List<String> keys = new ArrayList<>();
        for (Dict.Item item : dict.items()) {
            String key = TensorWalk.keyName(item.key());
            if (key != null && keys.size() < 20) {
                keys.add(key);
            }
        }
        if (keys.isEmpty() && !dict.isEmpty()) {
            PyValue key = dict.items().iterator().next().key();
            return "a key that is no name but " + word(key);
        }
        return keys.isEmpty() ? "nothing in it" : "the keys " + Shown.of(String.join(", ", keys));
    }

    private static Failure refused(Path path, PytorchProblem problem, String what) {
        return Failure.of(problem, path, what, "Open the model's weights");
    }
}
