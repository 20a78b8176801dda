package org.taskvectors.checkpoint.adapter;

import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// The change that an adapter makes to one tensor of its base.
sealed interface Change {
    /// Returns the change as a tensor: the base's name and shape, and the dtype of its numbers.
    Tensor tensor();

    /// Returns the dtype of the stored tensors; of two factors the wider one.
    DType stored();

    /// s·B·A, from factors alone.
    ///
    /// @param a the factor A; null if the change is s·B, as that of a bias is
    /// @param b the factor B
    /// @param transposed whether the base stores in × out (Conv1D, embeddings), so that the change
    ///   is s·(B·A)ᵀ
    /// @param outputs how many outputs the module has
    /// @param rank the rank that alpha is divided by: the configuration's, otherwise the factors'
    /// @param scale s; empty if it is not known
    /// @param enabled which of the equal parts of a grouped projection of old PEFT have factors;
    ///   empty for a module that is not grouped
    record Product(
            Tensor tensor,
            @Nullable Tensor a,
            Tensor b,
            boolean transposed,
            long outputs,
            int rank,
            OptionalDouble scale,
            List<Boolean> enabled)
            implements Change {
        @Override
        public DType stored() {
            return a == null ? b.dtype() : DType.wider(a.dtype(), b.dtype());
        }

        /// Returns the same change for a base that stores the module the other way round.
        Product turned() {
            Shape shape = tensor.shape();
            return new Product(
                    new Tensor(
                            tensor.name(), tensor.dtype(), Shape.of(shape.size(1), shape.size(0))),
                    a,
                    b,
                    !transposed,
                    outputs,
                    rank,
                    scale,
                    enabled);
        }
    }

    /// DoRA: m · (θ0 + s·B·A) / ‖θ0 + s·B·A‖ − θ0, lengths by output.
    record Rescaled(Product product, Tensor magnitude) implements Change {
        @Override
        public Tensor tensor() {
            return product.tensor();
        }

        @Override
        public DType stored() {
            return product.stored();
        }
    }

    /// θ − θ0, with θ in the file.
    record Replaced(Tensor tensor, Tensor value) implements Change {
        @Override
        public DType stored() {
            return value.dtype();
        }
    }

    /// s·B·A of an embedding or head whose vocabulary grew before the training: the rows that the
    /// base does not have are those that lie below the factors in the file, plus s·B·A.
    ///
    /// @param below what lies below the factors in the adapter's file
    /// @param held how many elements the base has
    record Grown(Product product, Tensor below, long held) implements Change {
        @Override
        public Tensor tensor() {
            return product.tensor();
        }

        @Override
        public DType stored() {
            return product.stored();
        }
    }
}
