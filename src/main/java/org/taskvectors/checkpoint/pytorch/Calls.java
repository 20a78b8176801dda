package org.taskvectors.checkpoint.pytorch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.checkpoint.pytorch.PyValue.Constant;
import org.taskvectors.checkpoint.pytorch.PyValue.Global;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Gives meaning to the globals that a pickle names. It is a list of what is allowed: functions
/// that rebuild tensors give tensors, some that make plain values give records, and everything else
/// is refused by its name. No name is ever looked up in a running program.
///
/// Sources: <https://github.com/pytorch/pytorch/blob/main/torch/_utils.py> and
/// `torch/serialization.py` there.
class Calls {
    private final Path path;
    private final Set<String> classes = new LinkedHashSet<>();

    /// @param path the file, for messages
    Calls(Path path) {
        this.path = path;
    }

    /// Returns the names of the classes of objects in the pickle that have no meaning here.
    Set<String> classes() {
        return classes;
    }

    /// Returns the value for a global that the pickle names.
    PyValue global(String place, String module, String name) throws Failure {
        Global global = new Global(module, name);
        if (!AllowedGlobals.mayBeNamed(global)) {
            throw forbidden(place, global);
        }
        return global;
    }

    /// Returns the value that stands for the result of calling `function`.
    PyValue call(String place, PyValue function, PyValue arguments) throws Failure {
        if (!(function instanceof Global global)) {
            throw malformed(place, "it calls what is no function");
        }
        if (!(arguments instanceof PyValue.Tuple tuple)) {
            throw malformed(place, "the arguments of " + shown(global) + " are no tuple");
        }
        return call(place, global, tuple.items());
    }

    private PyValue call(String place, Global function, List<PyValue> arguments) throws Failure {
        Tensors tensors = new Tensors(path, place);
        return switch (function.full()) {
            case "torch._utils._rebuild_tensor" -> tensors.rebuilt(arguments, 4);
            case "torch._utils._rebuild_tensor_v2" -> tensors.rebuilt(arguments, 6);
            case "torch._utils._rebuild_tensor_v3" -> tensors.rebuiltWithType(arguments);
            case "torch._utils._rebuild_parameter",
                    "torch._utils._rebuild_parameter_with_state",
                    "torch.nn.parameter.Parameter",
                    "torch.nn.Parameter",
                    "torch.nn.parameter.Buffer" ->
                    tensors.wrapped(arguments);
            case "torch._tensor._rebuild_from_type_v2", "torch._tensor._rebuild_from_type" ->
                    ofType(place, arguments);
            case "torch._utils._rebuild_sparse_tensor" -> PyValue.TensorRef.none("sparse");
            case "torch._utils._rebuild_qtensor" -> PyValue.TensorRef.none("quantised by PyTorch");
            case "torch._utils._rebuild_nested_tensor" -> PyValue.TensorRef.none("a nested tensor");
            case "torch._utils._rebuild_meta_tensor_no_storage" ->
                    PyValue.TensorRef.none("on the meta device, so without numbers");
            case "torch._utils._rebuild_device_tensor_from_numpy",
                    "torch._utils._rebuild_device_tensor_from_cpu_tensor",
                    "torch._utils._rebuild_xla_tensor",
                    "torch._utils._rebuild_wrapper_subclass" ->
                    PyValue.TensorRef.none("saved on a device that has no storages");
            case "torch.Size", "__builtin__.tuple", "builtins.tuple" ->
                    new PyValue.Tuple(elements(arguments));
            case "__builtin__.list",
                    "builtins.list",
                    "__builtin__.set",
                    "builtins.set",
                    "__builtin__.frozenset",
                    "builtins.frozenset" -> {
                PyValue.Sequence sequence = new PyValue.Sequence();
                sequence.items().addAll(elements(arguments));
                yield sequence;
            }
            case "collections.OrderedDict",
                    "collections.defaultdict",
                    "collections.Counter",
                    "builtins.dict",
                    "__builtin__.dict" ->
                    dictionary(place, arguments);
            case "_codecs.encode" -> new PyValue.Bytes(0);
            case "copyreg._reconstructor", "copy_reg._reconstructor" ->
                    made(
                            place,
                            arguments.isEmpty() ? Constant.NONE : arguments.getFirst(),
                            Constant.NONE);
            default -> inert(place, function);
        };
    }

    /// `_rebuild_from_type_v2(function, type, arguments, state)`: the function's result, whatever
    /// subclass of Tensor it is.
    private PyValue ofType(String place, List<PyValue> arguments) throws Failure {
        if (arguments.size() < 3
                || !(arguments.getFirst() instanceof Global function)
                || !(arguments.get(2) instanceof PyValue.Tuple inner)
                || !function.module().equals("torch._utils")) {
            throw malformed(place, "a tensor of a subclass is not described as torch.save does");
        }
        return call(place, function, inner.items());
    }

    private PyValue inert(String place, Global function) throws Failure {
        if (!AllowedGlobals.mayBeCalled(function)) {
            throw forbidden(place, function);
        }
        classes.add(function.full());
        return new PyValue.Instance(function);
    }

    /// An object of a class, as `NEWOBJ` makes one: a record.
    ///
    /// @param arguments what it is made of
    PyValue made(String place, PyValue type, PyValue arguments) throws Failure {
        if (!(type instanceof Global global)) {
            throw malformed(place, "it makes an object of what is no class");
        }
        if (AllowedGlobals.isDictionary(global)) {
            return new PyValue.Dict();
        }
        classes.add(global.full());
        PyValue.Instance made = new PyValue.Instance(global);
        if (arguments instanceof PyValue.Tuple tuple) {
            made.setArguments(tuple.items());
        }
        return made;
    }

    /// Gives an object its state.
    void build(String place, PyValue object, PyValue state) throws Failure {
        switch (object) {
            case PyValue.Instance record -> record.setState(state);
            // Attributes of a dictionary (`_metadata` of a state_dict) and of a tensor say nothing
            // about numbers.
            case PyValue.Dict dict -> {}
            case PyValue.TensorRef tensor -> {}
            default -> throw malformed(place, "it gives a state to what has none");
        }
    }

    /// Returns the value of a persistent id: a storage, or in files from before 1.6 a module's
    /// class.
    PyValue persistent(String place, PyValue id) throws Failure {
        if (!(id instanceof PyValue.Tuple tuple)
                || tuple.items().size() < 2
                || !(tuple.items().getFirst() instanceof PyValue.Text(String kind))) {
            throw storage(place, "a reference to a storage is no tuple that begins with its kind");
        }
        // ('module', class, file of its source, source): what follows treats it as the class.
        if (kind.equals("module")) {
            return tuple.items().get(1);
        }
        if (!kind.equals("storage")) {
            throw storage(place, "a reference is to no storage: " + Shown.of(kind));
        }
        return storage(place, tuple.items());
    }

    /// ('storage', class, key, location, elements) and in older files the part of it that is meant:
    /// (key, first, elements), or None.
    private PyValue.Storage storage(String place, List<PyValue> parts) throws Failure {
        if (parts.size() < 5
                || !(parts.get(1) instanceof Global type)
                || !(parts.get(2) instanceof PyValue.Text(String key))
                || !(parts.get(3) instanceof PyValue.Text(String location))
                || !(parts.get(4) instanceof PyValue.Int(long elements))
                || elements < 0) {
            throw storage(place, "a storage is not described by class, key, place and size");
        }
        Optional<Element> element =
                type.module().equals("torch")
                                || type.module().equals("torch.cuda")
                                || type.module().equals("torch.storage")
                        ? Element.ofStorage(type.name())
                        : Optional.empty();
        if (element.isEmpty()) {
            throw storage(place, "the class of a storage is " + shown(type));
        }
        if (parts.size() == 5 || parts.get(5) == Constant.NONE) {
            return new PyValue.Storage(key, element.get(), location, elements, 0, elements);
        }
        if (!(parts.get(5) instanceof PyValue.Tuple view)
                || view.items().size() != 3
                || !(view.items().get(1) instanceof PyValue.Int(long first))
                || !(view.items().get(2) instanceof PyValue.Int(long count))
                || first < 0
                || count < 0
                || first > elements
                || count > elements - first) {
            throw storage(place, "a view of a storage does not lie in it");
        }
        return new PyValue.Storage(key, element.get(), location, count, first, elements);
    }

    private static List<PyValue> elements(List<PyValue> arguments) {
        if (arguments.isEmpty()) {
            return List.of();
        }
        return switch (arguments.getFirst()) {
            case PyValue.Tuple tuple -> tuple.items();
            case PyValue.Sequence sequence -> new ArrayList<>(sequence.items());
            default -> List.of();
        };
    }

    /// A dictionary, from nothing, another one or a list of pairs.
    private PyValue dictionary(String place, List<PyValue> arguments) throws Failure {
        PyValue.Dict made = new PyValue.Dict();
        for (PyValue argument : arguments) {
            switch (argument) {
                case PyValue.Dict other ->
                        other.items().forEach(item -> made.put(item.key(), item.value()));
                case PyValue.Sequence pairs -> {
                    for (PyValue pair : pairs.items()) {
                        List<PyValue> two = elements(List.of(pair));
                        if (two.size() != 2) {
                            throw malformed(place, "a dictionary is made of what are no pairs");
                        }
                        made.put(two.getFirst(), two.getLast());
                    }
                }
                default -> {}
            }
        }
        return made;
    }

    private Failure storage(String place, String what) {
        return Failure.of(
                        PytorchProblem.STORAGE_MALFORMED,
                        path,
                        what,
                        "The file is damaged, or was not written by torch.save")
                .at(place);
    }

    private Failure malformed(String place, String what) {
        return Failure.of(
                        PytorchProblem.PICKLE_MALFORMED,
                        path,
                        what,
                        "The file is damaged; download or save it again")
                .at(place);
    }

    private Failure forbidden(String place, Global global) {
        return Failure.of(
                        PytorchProblem.FORBIDDEN_GLOBAL,
                        path,
                        "the pickle asks for "
                                + shown(global)
                                + ", which loading it would run; weights do not need that, and"
                                + " nothing was run",
                        "Do not load this file unless you trust where it comes from; ask for the"
                                + " weights as safetensors")
                .at(place);
    }

    private static String shown(Global global) {
        return Shown.of(global.full());
    }
}
