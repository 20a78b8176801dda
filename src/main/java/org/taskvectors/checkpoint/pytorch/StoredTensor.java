package org.taskvectors.checkpoint.pytorch;

import java.nio.file.Path;
import java.util.List;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.pytorch.PyValue.TensorRef;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// A tensor with the place of its numbers in the file, checked against its storage.
///
/// @param position its first element, a byte of the file
/// @param strides from one element to the next along each dimension, in elements
/// @param storage a number that two tensors have in common exactly if they share a storage
record StoredTensor(Tensor tensor, long position, List<Long> strides, long storage) {
    /// A tensor that repeats its storage (a stride of 0) may be this many bytes larger than the
    /// storage.
    private static final long MOST_REPEATED = 64L << 20;

    StoredTensor {
        strides = List.copyOf(strides);
    }

    /// @param ref a tensor whose element type has a name in this program
    /// @param begin where its storage begins in the file
    /// @param bytes bytes of the storage
    /// @throws Failure where the tensor does not lie in the storage
    static StoredTensor of(
            Path path, String name, TensorRef ref, DType type, long begin, long bytes)
            throws Failure {
        String place = "tensor " + Shown.of(name);
        int width = ref.element().bytes();
        long[] sizes = ref.sizes().stream().mapToLong(Long::longValue).toArray();
        try {
            Shape shape = Shape.of(sizes);
            Tensor tensor = new Tensor(name, type, shape);
            long packed = tensor.bytes();
            // What is empty may begin anywhere; nothing of it is read.
            long position = begin;
            if (shape.elements() > 0) {
                long first = Math.multiplyExact(ref.offset(), (long) width);
                long last = ref.offset();
                for (int i = 0; i < sizes.length; i++) {
                    last =
                            Math.addExact(
                                    last,
                                    Math.multiplyExact(sizes[i] - 1, (long) ref.strides().get(i)));
                }
                if (Math.multiplyExact(Math.addExact(last, 1), (long) width) > bytes) {
                    throw beyond(path, place, last + 1, bytes / width);
                }
                position = Math.addExact(begin, first);
            }
            if (packed > bytes && packed - bytes > MOST_REPEATED) {
                throw Failure.of(
                                PytorchProblem.TENSOR_REPEATS,
                                path,
                                "it repeats a storage of " + bytes + " bytes to " + packed,
                                "Save it with .contiguous() if that is meant")
                        .at(place);
            }
            return new StoredTensor(tensor, position, ref.strides(), begin);
        } catch (ArithmeticException e) {
            throw Failure.of(
                            PytorchProblem.TENSOR_BEYOND_STORAGE,
                            path,
                            "its sizes, strides and offset exceed 64 bits",
                            "The file is damaged; download or save it again")
                    .at(place);
        }
    }

    private static Failure beyond(Path path, String place, long needed, long there) {
        return Failure.of(
                        PytorchProblem.TENSOR_BEYOND_STORAGE,
                        path,
                        "it needs " + needed + " elements of its storage, which has " + there,
                        "The file is damaged; download or save it again")
                .at(place);
    }

    /// Whether its elements are adjacent in the order of reading.
    boolean isPacked() {
        return run() == tensor.elements();
    }

    /// Returns the bytes from its first element to the end of its last.
    long extent() {
        if (tensor.elements() == 0) {
            return 0;
        }
        long last = 0;
        for (int i = 0; i < tensor.shape().rank(); i++) {
            last += (tensor.shape().size(i) - 1) * strides.get(i);
        }
        return (last + 1) * tensor.dtype().bytes();
    }

    /// Returns the length of runs of adjacent elements; each multiple of it begins a run.
    long run() {
        if (tensor.elements() == 0) {
            return 0;
        }
        long run = 1;
        for (int i = tensor.shape().rank() - 1; i >= 0; i--) {
            long size = tensor.shape().size(i);
            if (size == 1) {
                continue;
            }
            if (strides.get(i) != run) {
                return run;
            }
            run *= size;
        }
        return run;
    }
}
