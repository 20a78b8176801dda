package org.taskvectors.checkpoint.pytorch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Dictionaries;
import org.taskvectors.checkpoint.pytorch.PyValue.Dict;
import org.taskvectors.checkpoint.pytorch.PyValue.TensorRef;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Finds the model's tensors in a pickle: in a dictionary of tensors, in one within the dictionary
/// of a training run (`state_dict`, `model`…), in dictionaries in dictionaries, or in a whole
/// module. Returns notes about which dictionary was chosen and what was left aside.
final class StateFinder {
    /// Keys under which only a model's tensors lie.
    private static final List<String> STATES =
            List.of("state_dict", "model_state_dict", "model_state", "model_weights");

    /// Keys under which a model's tensors may lie, if nothing else that could be the model lies
    /// beside them.
    private static final List<String> MODELS =
            List.of("model", "module", "net", "network", "params", "weights", "parameters");

    /// Keys that stand beside a model in the checkpoint of a training run.
    private static final Pattern BESIDE =
            Pattern.compile(
                    "(?i).*(?:optim|sched|scaler|rng|random|ema|loss|epoch|step|iter|metric|best"
                            + "|hist|config|args|hyper|callback|loop|amp|version|meta|seed|lr).*");

    private static final Pattern TRAINING =
            Pattern.compile("(?i).*(?:optim|sched|scaler|rng|random_state).*");

    private final Path path;
    private final TensorWalk walk;
    private final List<String> notes = new ArrayList<>();

    private StateFinder(Path path) {
        this.path = path;
        this.walk = new TensorWalk(path);
    }

    /// @param tensors by their names, in the order of the pickle
    /// @param notes which dictionary was chosen and what was left aside
    /// @param dictionaries the dictionaries that a person can choose from, if there is a choice
    record Found(
            Map<String, TensorRef> tensors,
            List<String> notes,
            Optional<Dictionaries> dictionaries) {}

    /// @throws Failure if there are none; the message says what the file holds instead
    static Found find(Path path, PyValue root, Optional<String> under) throws Failure {
        StateFinder finder = new StateFinder(path);
        return under.isPresent() ? finder.find(root, under.get()) : finder.find(root);
    }

    private Found find(PyValue root, String under) throws Failure {
        PyValue state = root instanceof Dict dict ? dict.get(under) : null;
        if (!(root instanceof Dict dict) || state == null || !isState(state)) {
            Optional<Dictionaries> others = dictionaries(root);
            throw Failure.of(
                    PytorchProblem.NO_SUCH_DICTIONARY,
                    path,
                    "there are no tensors of a model under \""
                            + Shown.of(under)
                            + "\" in this file"
                            + others.map(
                                            all ->
                                                    ", only under "
                                                            + Shown.of(
                                                                    String.join(", ", all.keys())))
                                    .orElse(""),
                    others.isPresent() ? "Choose one of these" : "Open it without naming a key");
        }
        noteAside(dict, under);
        return new Found(inside(under, state), notes, dictionaries(root));
    }

    private Found find(PyValue root) throws Failure {
        refuseOther(root);
        Map<String, TensorRef> tensors =
                switch (root) {
                    case TensorRef tensor -> alone(tensor);
                    case Dict dict -> dictionary(dict);
                    case PyValue.Instance record -> record(record);
                    case PyValue.Sequence sequence -> listed(sequence);
                    case PyValue.Tuple tuple -> listed(tuple);
                    default -> Map.of();
                };
        if (tensors.isEmpty()) {
            throw nothing(root);
        }
        return new Found(tensors, notes, dictionaries(root));
    }

    /// Returns the dictionaries of tensors that lie side by side, if the file holds nothing else: a
    /// person may choose another one.
    private Optional<Dictionaries> dictionaries(PyValue root) throws Failure {
        if (!(root instanceof Dict dict) || walk.holdsDirectly(dict)) {
            return Optional.empty();
        }
        List<String> keys = new ArrayList<>();
        for (Dict.Item item : dict.items()) {
            String key = TensorWalk.keyName(item.key());
            if (key != null && !isTraining(key, item.value()) && isState(item.value())) {
                keys.add(key);
            }
        }
        return keys.size() < 2
                ? Optional.empty()
                : Optional.of(new Dictionaries(keys, Optional.ofNullable(chosen(dict))));
    }

    /// Refuses a value that its form shows to be no model at all.
    private void refuseOther(PyValue root) throws Failure {
        if (root instanceof PyValue.Instance record
                && record.type().name().endsWith("TrainingArguments")) {
            throw refused(
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
                    PytorchProblem.OPTIMIZER_STATE,
                    "this is the state of an optimizer, not weights");
        }
        if (dict.get("last_epoch") != null
                && (dict.get("_step_count") != null || dict.get("base_lrs") != null)) {
            throw refused(
                    PytorchProblem.SCHEDULER_STATE,
                    "this is the state of a learning-rate scheduler, not weights");
        }
        if (dict.get("growth_factor") != null && dict.get("backoff_factor") != null) {
            throw refused(
                    PytorchProblem.SCALER_STATE,
                    "this is the state of a gradient scaler, not weights");
        }
        if (dict.get("python") != null && dict.get("numpy") != null && dict.get("cpu") != null) {
            throw refused(
                    PytorchProblem.RNG_STATE,
                    "this is the state of random number generators, not weights");
        }
    }

    private static boolean isTraining(@Nullable String key, PyValue value) {
        boolean named = key != null && TRAINING.matcher(key).matches();
        return isOptimizer(value) || (named && !(value instanceof TensorRef));
    }

    private static boolean isOptimizer(PyValue value) {
        return value instanceof Dict dict
                && dict.get("state") != null
                && dict.get("param_groups") instanceof PyValue.Sequence;
    }

    private Map<String, TensorRef> alone(TensorRef tensor) {
        notes.add("the file holds one tensor without a name; it is called \"tensor\" here");
        return new LinkedHashMap<>(Map.of("tensor", tensor));
    }

    private Map<String, TensorRef> listed(PyValue list) throws Failure {
        notes.add("the tensors are in a list; they have its numbers as names");
        return walk.all("", list);
    }

    private Map<String, TensorRef> record(PyValue.Instance record) throws Failure {
        notes.add(
                "this is a whole pickled module ("
                        + Shown.of(record.type().full())
                        + "); its tensors are read without its class");
        return walk.all("", record);
    }

    private Map<String, TensorRef> dictionary(Dict root) throws Failure {
        String chosen = chosen(root);
        if (chosen != null) {
            PyValue state = root.get(chosen);
            if (state != null) {
                noteAside(root, chosen);
                return inside(chosen, state);
            }
        }
        Map<String, TensorRef> tensors = new LinkedHashMap<>();
        List<String> aside = new ArrayList<>();
        boolean nested = false;
        for (Dict.Item item : root.items()) {
            String key = TensorWalk.keyName(item.key());
            boolean training = isTraining(key, item.value());
            if (key == null || training || !walk.holdsTensors(item.value())) {
                aside.add(key == null ? "a key that is no text" : key);
                continue;
            }
            nested |= !(item.value() instanceof TensorRef);
            walk.collect(key, item.value(), tensors);
        }
        if (nested) {
            notes.add(
                    "the tensors are in dictionaries in each other; their keys were joined by"
                            + " dots");
        }
        if (!tensors.isEmpty() && !aside.isEmpty()) {
            notes.add("left aside in the file: " + Shown.of(String.join(", ", aside)));
        }
        return tensors;
    }

    /// Returns the tensors under a key, or under a second key below it.
    private Map<String, TensorRef> inside(String chosen, PyValue state) throws Failure {
        if (state instanceof Dict dict) {
            String further = chosen(dict);
            PyValue deeper = further == null ? null : dict.get(further);
            if (deeper != null && !walk.holdsDirectly(dict)) {
                notes.add(
                        "the tensors under \""
                                + Shown.of(chosen)
                                + "\", \""
                                + Shown.of(String.valueOf(further))
                                + "\" were taken");
                return walk.all("", deeper);
            }
        }
        notes.add("the tensors under \"" + Shown.of(chosen) + "\" were taken");
        return walk.all("", state);
    }

    /// Returns the key whose dictionary is the model; null if `root` itself is.
    private @Nullable String chosen(Dict root) throws Failure {
        for (String key : STATES) {
            PyValue value = root.get(key);
            if (value != null && isState(value)) {
                return key;
            }
        }
        for (String key : MODELS) {
            PyValue value = root.get(key);
            if (value != null && isState(value) && onlyTrainingBeside(root, key)) {
                return key;
            }
        }
        return null;
    }

    private boolean isState(PyValue value) throws Failure {
        return (value instanceof Dict || value instanceof PyValue.Instance)
                && !isOptimizer(value)
                && walk.holdsTensors(value);
    }

    private boolean onlyTrainingBeside(Dict root, String model) throws Failure {
        for (Dict.Item item : root.items()) {
            String key = TensorWalk.keyName(item.key());
            if (key == null
                    || (!key.equals(model)
                            && !BESIDE.matcher(key).matches()
                            && walk.holdsTensors(item.value()))) {
                return false;
            }
        }
        return true;
    }

    private void noteAside(Dict root, String chosen) {
        List<String> aside = new ArrayList<>();
        for (Dict.Item item : root.items()) {
            String key = TensorWalk.keyName(item.key());
            if (key != null && !key.equals(chosen)) {
                aside.add(key);
            }
        }
        if (!aside.isEmpty()) {
            notes.add("left aside in the file: " + Shown.of(String.join(", ", aside)));
        }
    }

    private Failure nothing(PyValue root) {
        String what =
                switch (root) {
                    case Dict dict -> "a dictionary with " + keys(dict);
                    case PyValue.Instance record ->
                            "an object of " + Shown.of(record.type().full());
                    case PyValue.Sequence sequence -> "a list";
                    case PyValue.Tuple tuple -> "a tuple";
                    default -> "a single value";
                };
        return refused(
                PytorchProblem.NO_TENSORS, "there are no tensors in this file, it holds " + what);
    }

    private static String keys(Dict dict) {
        List<String> keys = new ArrayList<>();
        for (Dict.Item item : dict.items()) {
            String key = TensorWalk.keyName(item.key());
            if (key != null && keys.size() < 20) {
                keys.add(key);
            }
        }
        return keys.isEmpty() ? "nothing in it" : "the keys " + Shown.of(String.join(", ", keys));
    }

    private Failure refused(PytorchProblem problem, String what) {
        return Failure.of(problem, path, what, "Open the model's weights");
    }
}
