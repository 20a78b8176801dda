package org.taskvectors.checkpoint.pytorch;

import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.TensorCount;
import org.taskvectors.checkpoint.pytorch.PyValue.Dict;
import org.taskvectors.checkpoint.pytorch.PyValue.TensorRef;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Walks through the values of a pickle and gathers its tensors under joined names. Containers may
/// hold themselves, or one another many times over, so the walk is bounded in depth and in steps.
///
/// Of objects that are no modules it takes the attributes too where it is asked to: beside a model
/// they belong to the training and not to the model.
final class TensorWalk {
    private static final int DEEPEST = 64;
    private static final int LONGEST_NAME = 4_096;
    private static final int MOST_STEPS = 2_000_000;

    private final Path path;
    private final Map<PyValue, Boolean> known = new HashMap<>();
    private final Set<PyValue> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private int steps;

    private final boolean intoObjects;

    /// @param intoObjects whether attributes of objects that are no modules are gone through
    TensorWalk(Path path, boolean intoObjects) {
        this.path = path;
        this.intoObjects = intoObjects;
    }

    /// Returns a dictionary, or an object's attributes where these are gone through; null for
    /// anything else.
    @Nullable Dict dictionary(PyValue value) {
        return switch (value) {
            case Dict dict -> dict;
            case PyValue.Instance record when intoObjects && !isModule(record) ->
                    record.everything();
            default -> null;
        };
    }

    boolean goesIntoObjects() {
        return intoObjects;
    }

    private static boolean isModule(PyValue.Instance record) {
        return record.attribute("_modules") != null;
    }

    /// Returns a key as part of a name; null if it cannot be one.
    static @Nullable String keyName(PyValue key) {
        return switch (key) {
            case PyValue.Text(String text) -> text;
            case PyValue.Int(long number) -> Long.toString(number);
            default -> null;
        };
    }

    /// Returns every tensor below `value`, with `prefix` before its name.
    Map<String, TensorRef> all(String prefix, PyValue value) throws Failure {
        Map<String, TensorRef> tensors = new LinkedHashMap<>();
        collect(prefix, value, tensors);
        return tensors;
    }

    /// Adds every tensor below `value`.
    void collect(String prefix, PyValue value, Map<String, TensorRef> into) throws Failure {
        collect(prefix, value, into, 0);
    }

    /// Whether a tensor is among the values of a dictionary.
    boolean holdsDirectly(Dict dict) {
        for (Dict.Item item : dict.items()) {
            if (item.value() instanceof TensorRef) {
                return true;
            }
        }
        return false;
    }

    /// Whether there is a tensor anywhere below.
    boolean holdsTensors(PyValue value) throws Failure {
        return holdsTensors(value, 0);
    }

    private boolean holdsTensors(PyValue value, int depth) throws Failure {
        if (value instanceof TensorRef) {
            return true;
        }
        Boolean before = known.get(value);
        if (before != null) {
            return before;
        }
        if (!isContainer(value) || depth > DEEPEST) {
            return false;
        }
        // While it is being looked at it counts as without, so that a circle ends.
        known.put(value, false);
        boolean holds = false;
        for (Map.Entry<String, PyValue> child : children(value).entrySet()) {
            holds = holds || holdsTensors(child.getValue(), depth + 1);
        }
        known.put(value, holds);
        return holds;
    }

    private static boolean isContainer(PyValue value) {
        return value instanceof Dict
                || value instanceof PyValue.Sequence
                || value instanceof PyValue.Tuple
                || value instanceof PyValue.Instance;
    }

    private void collect(String name, PyValue value, Map<String, TensorRef> into, int depth)
            throws Failure {
        step();
        if (value instanceof TensorRef tensor) {
            if (into.putIfAbsent(name, tensor) != null) {
                throw failure(
                        PytorchProblem.DUPLICATE_TENSOR,
                        name,
                        "two tensors of the file come to this name");
            }
            if (into.size() > TensorCount.MOST) {
                throw Failure.of(
                        PytorchProblem.PICKLE_TOO_LARGE,
                        path,
                        String.format(
                                Locale.ROOT,
                                "it has more than %,d tensors, more than any model has",
                                TensorCount.MOST),
                        "This is no model, or the file is damaged");
            }
            return;
        }
        if (!isContainer(value)) {
            return;
        }
        if (depth > DEEPEST || name.length() > LONGEST_NAME) {
            throw failure(
                    PytorchProblem.NAME_TOO_LONG,
                    name,
                    "its values lie deeper in each other than any model's");
        }
        // Objects often know what holds them; dictionaries of a model never do.
        if (intoObjects && !open.add(value)) {
            return;
        }
        for (Map.Entry<String, PyValue> child : children(value).entrySet()) {
            String below = name.isEmpty() ? child.getKey() : name + "." + child.getKey();
            collect(below, child.getValue(), into, depth + 1);
        }
        open.remove(value);
    }

    /// Returns the values of a container by name.
    private Map<String, PyValue> children(PyValue value) throws Failure {
        Map<String, PyValue> children = new LinkedHashMap<>();
        switch (value) {
            case Dict dict -> items(dict, children);
            case PyValue.Sequence sequence -> numbered(sequence.items(), children);
            case PyValue.Tuple tuple -> numbered(tuple.items(), children);
            case PyValue.Instance record -> {
                if (isModule(record)) {
                    module(record, children);
                } else if (intoObjects) {
                    items(record.everything(), children);
                } else {
                    items(record.items(), children);
                    numbered(record.elements().items(), children);
                }
            }
            default -> {}
        }
        return children;
    }

    private void items(Dict dict, Map<String, PyValue> into) throws Failure {
        for (Dict.Item item : dict.items()) {
            step();
            String key = keyName(item.key());
            if (key != null) {
                into.putIfAbsent(key, item.value());
            }
        }
    }

    private void numbered(Iterable<PyValue> items, Map<String, PyValue> into) throws Failure {
        int number = 0;
        for (PyValue item : items) {
            step();
            if (item instanceof TensorRef || isContainer(item)) {
                into.putIfAbsent(Integer.toString(number), item);
            }
            number++;
        }
    }

    /// Adds what the state_dict of a `torch.nn.Module` would hold: parameters, persistent buffers,
    /// and those of the modules in it.
    private void module(PyValue.Instance module, Map<String, PyValue> into) throws Failure {
        if (module.attribute("_parameters") instanceof Dict parameters) {
            items(parameters, into);
        }
        if (module.attribute("_buffers") instanceof Dict buffers) {
            Map<String, PyValue> all = new LinkedHashMap<>();
            items(buffers, all);
            all.keySet().removeAll(texts(module.attribute("_non_persistent_buffers_set")));
            all.forEach(into::putIfAbsent);
        }
        if (module.attribute("_modules") instanceof Dict modules) {
            items(modules, into);
        }
    }

    private static Set<String> texts(@Nullable PyValue value) {
        Set<String> texts = new HashSet<>();
        if (value instanceof PyValue.Sequence sequence) {
            for (PyValue item : sequence.items()) {
                if (item instanceof PyValue.Text(String text)) {
                    texts.add(text);
                }
            }
        }
        return texts;
    }

    private void step() throws Failure {
        if (++steps > MOST_STEPS) {
            throw Failure.of(
                    PytorchProblem.PICKLE_TOO_LARGE,
                    path,
                    "its containers hold each other more often than any model's",
                    "Save the state_dict alone: torch.save(model.state_dict(), …)");
        }
    }

    private Failure failure(PytorchProblem problem, String name, String what) {
        return Failure.of(
                        problem,
                        path,
                        what,
                        "Save the state_dict alone: torch.save(model.state_dict(), …)")
                .at("tensor " + Shown.of(name));
    }
}
