package org.taskvectors.extraction.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.naming.Tying;
import org.taskvectors.extraction.OutputDType;
import org.taskvectors.file.Failure;
import org.taskvectors.file.Shown;
import org.taskvectors.tensor.DType;
import org.taskvectors.vector.EditedModel;

/// The fine-tuned model that an adapter stands for, as something to be saved.
public final class AdapterModel {
    private AdapterModel() {}

    /// Asks for θ0 + τ, rounded once to `dtype`. [OutputDType#SOURCE] is the base's own dtype,
    /// tensor by tensor; bfloat16 where the base is quantised or has 8 bits.
    ///
    /// @param tuned the adapter
    /// @throws Failure where it is no adapter, does not belong to the base, or some of its change
    ///   cannot be read
    public static SaveRequest request(
            Checkpoint base, Checkpoint tuned, OutputDType dtype, Path folder, int threads)
            throws Failure {
        if (!(tuned instanceof Vector adapter)) {
            throw Failure.of(
                    SaveProblem.NOT_AN_ADAPTER,
                    tuned.path().orElse(null),
                    "this is no adapter, and only an adapter is applied to a base",
                    "Choose a LoRA adapter's folder or file");
        }
        if (base instanceof Vector) {
            throw Failure.of(
                    SaveProblem.BASE_IS_AN_ADAPTER,
                    base.path().orElse(null),
                    "this is an adapter too, and an adapter is applied to a whole model",
                    "Choose the model that the adapter was trained on");
        }
        EditedModel model = EditedModel.of(base, adapter, tensor -> stored(base, tensor, dtype));
        Naming naming = Naming.of(base);
        List<Set<String>> parted = parted(naming, model);
        return new SaveRequest(
                model,
                source(base),
                new ConfigChange(
                        changedDType(base, model),
                        naming.tying() == Tying.STORED_TWICE && !parted.isEmpty()),
                folder,
                SaveRequest.SHARD_BYTES,
                threads,
                notes(naming, model, parted));
    }

    /// The names that are one weight in the base and no longer in the model.
    private static List<Set<String>> parted(Naming naming, EditedModel model) {
        return naming.tied().stream()
                .filter(names -> names.stream().anyMatch(model.changed()::contains))
                .toList();
    }

    private static List<String> notes(Naming naming, EditedModel model, List<Set<String>> parted) {
        List<String> notes = new ArrayList<>();
        for (Set<String> names : parted) {
            notes.add(
                    Shown.of(String.join(" and ", names))
                            + " are one weight in the base, and the adapter does not change them as"
                            + " one: they are weights of their own in the saved model");
        }
        if (naming.servesAsHead().filter(model.changed()::contains).isPresent()) {
            notes.add(
                    "the base has no head of its own, its embedding serves as one: what the adapter"
                            + " changes in the embedding changes the saved model's head too");
        }
        return notes;
    }

    private static DType stored(Checkpoint base, Tensor tensor, OutputDType dtype) {
        DType counted = OutputDType.counted(base, tensor);
        return dtype.of(counted, counted);
    }

    /// The folder that the base's companions lie in.
    private static Optional<Path> source(Checkpoint base) {
        return base.path()
                .map(path -> Files.isDirectory(path) ? path : path.toAbsolutePath().getParent());
    }

    /// The dtype of most weights, where any is stored otherwise than in the base.
    private static Optional<DType> changedDType(Checkpoint base, Checkpoint model) {
        Map<DType, Long> weights = new EnumMap<>(DType.class);
        boolean isChanged = false;
        for (Tensor tensor : base.tensors()) {
            DType now = model.tensor(tensor.name()).orElseThrow().dtype();
            isChanged |= now != tensor.dtype() || base.stored(tensor).encoding().isPresent();
            if (now.isFloating()) {
                weights.merge(now, tensor.elements(), Long::sum);
            }
        }
        return isChanged
                ? weights.entrySet().stream()
                        .max(Map.Entry.comparingByValue())
                        .map(Map.Entry::getKey)
                : Optional.empty();
    }
}
