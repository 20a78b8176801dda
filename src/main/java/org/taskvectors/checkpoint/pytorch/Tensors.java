package org.taskvectors.checkpoint.pytorch;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.checkpoint.pytorch.PyValue.TensorRef;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;

/// Makes tensors from the arguments of the functions that rebuild them. Whether they lie within
/// their storages is checked later, when the storages are known.
final class Tensors {
    /// Dimensions of a tensor; PyTorch stops at 64.
    private static final int MOST_DIMENSIONS = 64;

    private final Path path;
    private final String place;

    Tensors(Path path, String place) {
        this.path = path;
        this.place = place;
    }

    /// `_rebuild_tensor(storage, offset, size, stride)`, and `_rebuild_tensor_v2` with more behind.
    ///
    /// @param least how many arguments there have to be
    TensorRef rebuilt(List<PyValue> arguments, int least) throws Failure {
        if (arguments.size() < least
                || !(arguments.getFirst() instanceof PyValue.Storage storage)) {
            throw malformed("a tensor is not rebuilt from storage, offset, size and stride");
        }
        return tensor(storage, storage.element(), arguments);
    }

    /// `_rebuild_tensor_v3(storage, offset, size, stride, requires_grad, hooks, dtype)`.
    TensorRef rebuiltWithType(List<PyValue> arguments) throws Failure {
        if (arguments.size() < 7
                || !(arguments.getFirst() instanceof PyValue.Storage storage)
                || !(arguments.get(6) instanceof PyValue.Global type)
                || !type.module().equals("torch")) {
            throw malformed("a tensor is not rebuilt from storage, offset, size, stride and dtype");
        }
        Optional<Element> element = Element.ofDtype(type.name());
        return element.isPresent()
                ? tensor(storage, element.get(), arguments)
                : TensorRef.none("of the dtype " + Shown.of(type.name()));
    }

    /// A parameter around a tensor.
    PyValue wrapped(List<PyValue> arguments) throws Failure {
        if (arguments.isEmpty() || !(arguments.getFirst() instanceof TensorRef tensor)) {
            throw malformed("a parameter is around no tensor");
        }
        return tensor;
    }

    private TensorRef tensor(PyValue.Storage storage, Element element, List<PyValue> arguments)
            throws Failure {
        if (!(arguments.get(1) instanceof PyValue.Int(long offset)) || offset < 0) {
            throw malformed("the offset of a tensor is no whole number from 0 on");
        }
        List<Long> sizes = numbers(arguments.get(2));
        List<Long> strides = numbers(arguments.get(3));
        if (sizes.size() != strides.size()) {
            throw malformed(
                    "a tensor has " + sizes.size() + " sizes and " + strides.size() + " strides");
        }
        if (storage.location().equals("meta")) {
            return TensorRef.none("on the meta device, so without numbers");
        }
        return new TensorRef(storage, element, offset, sizes, strides, "");
    }

    private List<Long> numbers(PyValue value) throws Failure {
        List<PyValue> items =
                switch (value) {
                    case PyValue.Tuple tuple -> tuple.items();
                    case PyValue.Sequence sequence -> sequence.items();
                    default -> throw malformed("sizes or strides of a tensor are no tuple");
                };
        if (items.size() > MOST_DIMENSIONS) {
            throw malformed("a tensor has more than " + MOST_DIMENSIONS + " dimensions");
        }
        List<Long> numbers = new ArrayList<>();
        for (PyValue item : items) {
            if (!(item instanceof PyValue.Int(long number)) || number < 0) {
                throw malformed("sizes or strides of a tensor are no whole numbers from 0 on");
            }
            numbers.add(number);
        }
        return numbers;
    }

    private Failure malformed(String what) {
        return Failure.of(
                        PytorchProblem.TENSOR_MALFORMED,
                        path,
                        what,
                        "The file is damaged, or was not written by torch.save")
                .at(place);
    }
}
