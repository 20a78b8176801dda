package org.taskvectors.checkpoint.pytorch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Dictionaries;
import org.taskvectors.checkpoint.pytorch.PyValue.Dict;
import org.taskvectors.checkpoint.pytorch.PyValue.TensorRef;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Finds the model's tensors in a pickle: in a dictionary of tensors, in one within the dictionary
/// of a training run (`state_dict`, `model`…), in dictionaries in dictionaries, in a whole module,
/// or else in an attribute of any object (`vector` of a task vector of the notebooks), whose class
/// is not loaded. Returns notes about which dictionary was chosen and what was left aside.
final class StateFinder {
    /// Keys under which only a model's tensors lie.
    private static final List<String> STATES =
            List.of("state_dict", "model_state_dict", "model_state", "model_weights");

    /// Keys under which a model's tensors may lie, if nothing else that could be the model lies
    /// beside them.
    private static final List<String> MODELS =
            List.of("model", "module", "net", "network", "params", "weights", "parameters");

    /// The attributes under which an object keeps a task vector.
    private static final List<String> VECTORS =
            List.of("vector", "task_vector", "delta", "deltas", "param_delta");

    /// Keys that stand beside a model in the checkpoint of a training run.
    private static final Pattern BESIDE =
            Pattern.compile(
                    "(?i).*(?:optim|sched|scaler|rng|random|ema|loss|epoch|step|iter|metric|best"
                            + "|hist|config|args|hyper|callback|loop|amp|version|meta|seed|lr).*");

    private static final Pattern TRAINING =
            Pattern.compile("(?i).*(?:optim|sched|scaler|rng|random_state).*");

    /// How deep a model is looked for in objects.
    private static final int MOST_KEYS = 16;

    private final Path path;
    private final TensorWalk walk;
    private final List<String> notes = new ArrayList<>();

    private StateFinder(Path path, boolean intoObjects) {
        this.path = path;
        this.walk = new TensorWalk(path, intoObjects);
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
        StateFinder finder = new StateFinder(path, false);
        OtherContents.refuse(path, root);
        // No dictionary and no module has tensors: perhaps an object does.
        StateFinder further = new StateFinder(path, true);
        if (under.isPresent()) {
            boolean isThere = finder.state(root, under.get()) != null;
            return (isThere ? finder : further).find(root, under.get());
        }
        Found found = finder.find(root);
        if (found.tensors().isEmpty()) {
            found = further.find(root);
        }
        if (found.tensors().isEmpty()) {
            throw OtherContents.nothing(path, root);
        }
        return found;
    }

    /// Returns the model under a key; null if there is none.
    private @Nullable PyValue state(PyValue root, String under) throws Failure {
        Dict dict = walk.dictionary(root);
        PyValue state = dict == null ? null : dict.get(under);
        return state != null && isState(state) ? state : null;
    }

    private Found find(PyValue root, String under) throws Failure {
        Dict dict = walk.dictionary(root);
        PyValue state = state(root, under);
        if (dict == null || state == null) {
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
        Map<String, TensorRef> tensors =
                switch (root) {
                    case TensorRef tensor -> alone(tensor);
                    case Dict dict -> dictionary(dict);
                    case PyValue.Instance record -> record(record);
                    case PyValue.Sequence sequence -> listed(sequence);
                    case PyValue.Tuple tuple -> listed(tuple);
                    default -> Map.of();
                };
        return new Found(tensors, notes, dictionaries(root));
    }

    /// Returns the dictionaries of tensors that lie side by side, if the file holds nothing else: a
    /// person may choose another one, or the only one where its key was joined to the names.
    private Optional<Dictionaries> dictionaries(PyValue root) throws Failure {
        Dict dict = walk.dictionary(root);
        if (dict == null || (root instanceof Dict && walk.holdsDirectly(dict))) {
            return Optional.empty();
        }
        List<String> keys = new ArrayList<>();
        for (Dict.Item item : dict.items()) {
            String key = TensorWalk.keyName(item.key());
            if (key != null && !isTraining(key, item.value()) && isState(item.value())) {
                keys.add(key);
            }
        }
        Optional<String> byDefault = Optional.ofNullable(chosen(dict));
        return keys.isEmpty() || (keys.size() == 1 && byDefault.isPresent())
                ? Optional.empty()
                : Optional.of(new Dictionaries(keys, byDefault));
    }

    private static boolean isTraining(@Nullable String key, PyValue value) {
        boolean named = key != null && TRAINING.matcher(key).matches();
        return OtherContents.isOptimizer(value) || (named && !(value instanceof TensorRef));
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
        Dict attributes = walk.dictionary(record);
        if (attributes != null) {
            notes.add(
                    "this is an object of "
                            + Shown.of(record.type().full())
                            + ", whose class was not loaded; its tensors were taken from its"
                            + " attributes");
            return dictionary(attributes);
        }
        notes.add(
                "this is a whole pickled module ("
                        + Shown.of(record.type().full())
                        + "); its tensors are read without its class");
        return walk.all("", record);
    }

    private Map<String, TensorRef> dictionary(Dict root) throws Failure {
        String chosen = chosen(root);
        if (chosen == null && walk.goesIntoObjects()) {
            chosen = only(root);
        }
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

    /// Returns the tensors under a key, or under further keys below it: one more in dictionaries,
    /// as many as there are in objects.
    private Map<String, TensorRef> inside(String chosen, PyValue state) throws Failure {
        List<String> keys = new ArrayList<>(List.of(chosen));
        PyValue at = state;
        Dict dict = walk.dictionary(at);
        while (dict != null
                && !walk.holdsDirectly(dict)
                && keys.size() < (walk.goesIntoObjects() ? MOST_KEYS : 2)) {
            String further = chosen(dict);
            if (further == null && walk.goesIntoObjects()) {
                further = only(dict);
            }
            PyValue deeper = further == null ? null : dict.get(further);
            if (further == null || deeper == null) {
                break;
            }
            keys.add(further);
            at = deeper;
            dict = walk.dictionary(at);
        }
        notes.add(
                "the tensors under "
                        + keys.stream()
                                .map(key -> '"' + Shown.of(key) + '"')
                                .collect(Collectors.joining(", "))
                        + " were taken");
        return walk.all("", at);
    }

    /// Returns the only key under which there are tensors; null if there are several, or if it is a
    /// tensor's own.
    private @Nullable String only(Dict dict) throws Failure {
        String only = null;
        for (Dict.Item item : dict.items()) {
            String key = TensorWalk.keyName(item.key());
            boolean isTraining = isTraining(key, item.value());
            if (key != null && !isTraining && walk.holdsTensors(item.value())) {
                if (only != null || !isState(item.value())) {
                    return null;
                }
                only = key;
            }
        }
        return only;
    }

    /// Returns the key whose dictionary is the model; null if `root` itself is.
    private @Nullable String chosen(Dict root) throws Failure {
        for (String key : VECTORS) {
            PyValue value = root.get(key);
            boolean isModel = value != null && isState(value);
            // An object's own attribute of that name is what the object is for.
            if (isModel && (walk.goesIntoObjects() || onlyTrainingBeside(root, key))) {
                return key;
            }
        }
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
                && !OtherContents.isOptimizer(value)
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
}
