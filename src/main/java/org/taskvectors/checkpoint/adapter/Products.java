package org.taskvectors.checkpoint.adapter;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.adapter.FactorKey.Part;
import org.taskvectors.file.Failure;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Shape;

/// Makes products of an adapter's factors: the name and shape that each has in the base, and how
/// its factors lie.
final class Products {
    private static final String WEIGHT = ".weight";

    private final Settings settings;
    private final Checkpoint files;
    private final Dialect dialect;
    private final FactorChecks checks;
    private final Orientation orientation;
    private boolean renamed;

    Products(Settings settings, Checkpoint files, ModuleTensors found, FactorChecks checks) {
        this.settings = settings;
        this.files = files;
        this.dialect = found.dialect();
        this.checks = checks;
        Map<String, Orientation.Sizes> sizes = new LinkedHashMap<>();
        for (Map.Entry<String, Map<Part, Tensor>> entry : found.modules().entrySet()) {
            Tensor a = entry.getValue().get(Part.A);
            Tensor b = entry.getValue().get(Part.B);
            if (a != null && b != null && a.shape().rank() == 2 && b.shape().rank() > 0) {
                sizes.put(
                        entry.getKey(),
                        new Orientation.Sizes(a.shape().size(1), b.shape().size(0)));
            }
        }
        orientation = new Orientation(settings.any(), sizes);
    }

    /// Returns what was assumed of the base, and what a reader should know of the names.
    List<String> notes() {
        List<String> notes = new ArrayList<>();
        orientation.note().ifPresent(notes::add);
        if (renamed) {
            notes.add("torchtune's names are shown as Hugging Face's");
        }
        return notes;
    }

    /// Returns the name of a module as the base has it.
    String baseName(String module) {
        String name = dialect == Dialect.TORCHTUNE ? BaseNames.fromTorchtune(module) : module;
        renamed |= !name.equals(module);
        return name;
    }

    /// Returns the product of the factors of a matrix, a convolution or a stack of experts.
    ///
    /// @throws Failure if the factors do not fit each other or the configuration
    Change.Product ofModule(String module, Tensor a, Tensor b) throws Failure {
        int experts = RelaidFactors.experts(files, a);
        List<Boolean> enabled =
                FactorChecks.grouped(a, b) ? checks.enabled(module, a, b) : List.of();
        long parts = Math.max(1, enabled.stream().filter(e -> e).count());
        int rank = checks.rank(module, (int) (a.shape().size(0) / parts), b, experts);
        long outputs = b.shape().size(0) / parts * Math.max(1, enabled.size());
        boolean transposed =
                orientation.isTransposed(module)
                        && a.shape().rank() == 2
                        && enabled.isEmpty()
                        && experts == 1;
        long inputs = a.elements() / a.shape().size(0);
        long[] sizes = a.shape().sizes();
        sizes[0] = outputs;
        Shape shape =
                experts > 1
                        ? checks.shape(module, experts, outputs, inputs)
                        : transposed
                                ? checks.shape(module, inputs, outputs)
                                : checks.shape(module, sizes);
        return new Change.Product(
                new Tensor(baseName(module) + WEIGHT, DType.F32, shape),
                a,
                b,
                transposed,
                new Outputs(outputs, enabled, half(module)),
                rank,
                settings.scale(module, rank),
                experts);
    }

    /// Returns the change of a module's bias, s·B.
    ///
    /// @param of the change of the module's weight
    /// @throws Failure if it does not hold numbers
    Change.Product ofBias(String module, Tensor bias, Change.Product of) throws Failure {
        checks.requireFloating(module, bias);
        return new Change.Product(
                new Tensor(baseName(module) + ".bias", DType.F32, bias.shape()),
                null,
                bias,
                false,
                Outputs.of(bias.elements()),
                of.rank(),
                of.scale(),
                1);
    }

    /// Returns the product of the factors of an embedding: A is r × vocabulary, B is width × r, the
    /// weight vocabulary × width.
    ///
    /// @throws Failure if the factors do not fit each other or the configuration
    Change.Product ofEmbedding(String module, Tensor a, Tensor b) throws Failure {
        if (a.shape().rank() != 2 || b.shape().rank() != 2) {
            throw checks.disagree(module, a, b);
        }
        int rank = checks.rank(module, (int) a.shape().size(0), b, 1);
        long width = b.shape().size(0);
        Shape shape = checks.shape(module, a.shape().size(1), width);
        return new Change.Product(
                new Tensor(module + WEIGHT, DType.F32, shape),
                a,
                b,
                true,
                Outputs.of(width),
                rank,
                settings.scale(module, rank),
                1);
    }

    /// Returns half of the rows of a head, as [Outputs#half] says it.
    private long half(String module) {
        boolean turned =
                switch (dialect) {
                    case TORCHTUNE ->
                            !BaseNames.fromTorchtune(module).equals(module)
                                    && (module.endsWith(".q_proj") || module.endsWith(".k_proj"));
                    case GGUF -> LlamaCpp.turnsRows(files.about().metadata(), module);
                    default -> false;
                };
        return turned ? Outputs.UNKNOWN : 0;
    }
}
