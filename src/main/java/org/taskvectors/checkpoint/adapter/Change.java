package org.taskvectors.checkpoint.adapter;

import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// The change that an adapter makes to one tensor of its base.
sealed interface Change {
    /// Returns the change as a tensor: the base's name and shape, and the dtype of its numbers. If
    /// only the base has the shape, it is that of what is stored until the base is there.
    Tensor tensor();

    /// Returns the dtype of the stored tensors; of two factors the wider one.
    DType stored();

    /// Returns the same change of the tensor of that name.
    Change named(String name);

    /// s·B·A, from factors alone.
    ///
    /// @param a the factor A; null if the change is s·B, as that of a bias is
    /// @param b the factor B
    /// @param transposed whether the base stores in × out (Conv1D, embeddings), so that the change
    ///   is s·(B·A)ᵀ
    /// @param outputs where the rows of B belong
    /// @param rank the rank that alpha is divided by: the configuration's, otherwise the factors'
    /// @param scale s; empty if it is not known
    /// @param experts how many matrices lie one behind the other in the tensor; 1 for a plain one.
    ///   The rows of A are those of one expert after the other, the columns of B are the first of
    ///   each expert, then the second of each, and so on
    record Product(
            Tensor tensor,
            @Nullable Tensor a,
            Tensor b,
            boolean transposed,
            Outputs outputs,
            int rank,
            OptionalDouble scale,
            int experts)
            implements Change {
        @Override
        public DType stored() {
            return a == null ? b.dtype() : DType.wider(a.dtype(), b.dtype());
        }

        @Override
        public Product named(String name) {
            return new Product(
                    renamed(tensor, name), a, b, transposed, outputs, rank, scale, experts);
        }

        /// Whether the tensor is a stack of matrices, one for each expert; that of a convolution,
        /// whose factors are no matrices, is none.
        boolean isStack() {
            return a != null && a.shape().rank() == 2 && tensor.shape().rank() == 3;
        }

        /// Returns the same change for a base that stores the module the other way round.
        Product turned() {
            Shape shape = tensor.shape();
            Tensor turned =
                    new Tensor(
                            tensor.name(), tensor.dtype(), Shape.of(shape.size(1), shape.size(0)));
            return new Product(turned, a, b, !transposed, outputs, rank, scale, experts);
        }

        /// Returns the same change with other outputs.
        Product with(Outputs newOutputs) {
            return new Product(tensor, a, b, transposed, newOutputs, rank, scale, experts);
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

        @Override
        public Rescaled named(String name) {
            return new Rescaled(product.named(name), magnitude);
        }
    }

    /// θ − θ0, with θ in the file.
    record Replaced(Tensor tensor, Tensor value) implements Change {
        @Override
        public DType stored() {
            return value.dtype();
        }

        @Override
        public Replaced named(String name) {
            return new Replaced(renamed(tensor, name), value);
        }
    }

    /// θ − θ0 in some rows of a matrix, with these rows of θ in the file; zero in all others.
    ///
    /// @param value the rows, one below the other
    /// @param rows the place of each in the matrix
    record Rows(Tensor tensor, Tensor value, List<Long> rows) implements Change {
        public Rows {
            rows = List.copyOf(rows);
        }

        @Override
        public DType stored() {
            return value.dtype();
        }

        @Override
        public Rows named(String name) {
            return new Rows(renamed(tensor, name), value, rows);
        }
    }

    /// s·B·A of one of the parameters that lie in a module beside each other, such as the stacked
    /// weights of experts. Which of them it is, and how they lie in it, the base says.
    ///
    /// @param tensor the module's name and the first parameter's, and the shape of `b`
    /// @param factors the factors of all parameters of the module, the parameter that the model
    ///   registers first at the end
    /// @param place the place of this change's factors among them
    record OfParameter(Tensor tensor, ParameterFactors factors, int place) implements Change {
        @Override
        public DType stored() {
            ParameterFactors.Pair pair = factors.pairs().get(place);
            return DType.wider(pair.a().dtype(), pair.b().dtype());
        }

        @Override
        public OfParameter named(String name) {
            return new OfParameter(renamed(tensor, name), factors, place);
        }
    }

    private static Tensor renamed(Tensor tensor, String name) {
        return new Tensor(name, tensor.dtype(), tensor.shape());
    }

    /// s·B·A of an embedding or head whose vocabulary grew before the training: the rows that the
    /// base does not have are those that lie below the factors in the file, plus s·B·A.
    ///
    /// @param below what lies below the factors in the adapter's file
    /// @param held how many elements the base has
    record Grown(Product product, Tensor below, long held) implements Change {
        @Override
        public Grown named(String name) {
            return new Grown(product.named(name), below, held);
        }

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
