package org.taskvectors.inference;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.taskvectors.checkpoint.Encoding;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.file.Shown;
import org.taskvectors.tensor.DType;
import org.taskvectors.tokenizer.Tokenizer;
import org.taskvectors.vector.Identity;
import org.taskvectors.vector.Provenance;
import org.taskvectors.vector.SavedVector;
import org.taskvectors.vector.VectorNotes;

/// What a person should know of a model in memory, in sentences without a full stop.
final class LoadedNotes {
    private final Prepared prepared;
    private final MemoryEstimate estimate;
    private final List<String> tokenizers;
    private final boolean areVectorsOnDevice;
    private Optional<Identity> identity = Optional.empty();

    /// @param tokenizer the base's
    /// @param areVectorsOnDevice whether the vectors lie on the device on which the model runs
    LoadedNotes(
            Prepared prepared,
            MemoryEstimate estimate,
            Tokenizer tokenizer,
            boolean areVectorsOnDevice) {
        this.prepared = prepared;
        tokenizers = TokenizerNotes.of(tokenizer, prepared.opened());
        this.estimate = estimate;
        this.areVectorsOnDevice = areVectorsOnDevice;
    }

    /// Takes note of the fingerprint of the base as it is stored.
    void know(String fingerprint) {
        identity = Optional.of(new Identity(prepared.base().name(), fingerprint));
    }

    /// Whether a vector says which base it belongs to.
    boolean asksForIdentity() {
        return prepared.overlay().vectors().stream()
                .anyMatch(vector -> SavedVector.provenance(vector).isPresent());
    }

    /// Returns the dtype in which most of the weights lie.
    static DType dtype(WeightPlan plan) {
        Map<DType, Long> bytes = new EnumMap<>(DType.class);
        plan.slots().forEach(slot -> bytes.merge(slot.dtype(), slot.bytes(), Long::sum));
        return bytes.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(DType.F32);
    }

    /// Returns the notes that hold whatever the coefficients are.
    List<String> all() {
        List<String> notes = new ArrayList<>(prepared.plan().notes());
        quantized().ifPresent(notes::add);
        rounded().ifPresent(notes::add);
        boolean isAsStored = prepared.saved() == OutputDType.SOURCE;
        if (isAsStored && slots(slot -> slot.tensor().dtype() == DType.F16) > 0) {
            notes.add(
                    "the weights are float16 and lie in memory as float32 of the same numbers,"
                            + " which takes twice the bytes");
        }
        boolean hasVectors = !prepared.overlay().vectors().isEmpty();
        if (estimate.isInTurn()) {
            notes.add(
                    "base and edited model do not fit into memory together: they answer in turn,"
                            + " and the weights are baked anew in between");
        }
        if (hasVectors && estimate.vectors() == 0) {
            notes.add(
                    "the vectors do not fit into memory: they are read from disk at each turn,"
                            + " which is slower");
        }
        if (estimate.device().isPresent() && hasVectors && !areVectorsOnDevice) {
            notes.add(
                    "what vectors change is computed by the processor and moved to "
                            + estimate.device().get().label()
                            + " at each turn, which is slower");
        }
        List<Vector> vectors = prepared.overlay().vectors();
        notes.addAll(VectorNotes.of(vectors));
        notes.addAll(tokenizers);
        vectors.forEach(vector -> other(vector).ifPresent(notes::add));
        return notes;
    }

    private long slots(Predicate<Slot> which) {
        return prepared.plan().slots().stream().filter(which).count();
    }

    private Optional<String> quantized() {
        Map<String, Long> weights = new LinkedHashMap<>();
        for (Slot slot : prepared.plan().slots()) {
            encoding(slot.tensor())
                    .ifPresent(
                            encoding ->
                                    weights.merge(
                                            encoding.label(), slot.tensor().elements(), Long::sum));
        }
        if (weights.isEmpty()) {
            return Optional.empty();
        }
        String labels =
                weights.entrySet().stream()
                        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.joining(", "));
        String what = "the base is quantised (" + labels + ")";
        if (prepared.saved() == OutputDType.FLOAT32) {
            return Optional.of(what + " and runs in float32, in the numbers that it stands for");
        }
        return Optional.of(
                prepared.overlay().vectors().isEmpty()
                        ? what + " and runs in bfloat16, as a model that is saved of it"
                        : what
                                + ": both sides run in bfloat16, as a model that is saved of it,"
                                + " and its files are read at each turn");
    }

    /// A base of a wider dtype than the one that was asked for.
    private Optional<String> rounded() {
        if (prepared.saved() != OutputDType.BFLOAT16) {
            return Optional.empty();
        }
        List<Tensor> wider =
                prepared.plan().slots().stream()
                        .map(Slot::tensor)
                        .filter(tensor -> encoding(tensor).isEmpty())
                        .filter(tensor -> tensor.dtype() != DType.BF16)
                        .filter(tensor -> tensor.dtype().bits() > 8)
                        .toList();
        if (wider.isEmpty()) {
            return Optional.empty();
        }
        String what =
                String.format(
                        Locale.ROOT,
                        "%,d tensors are %s and are rounded to bfloat16",
                        wider.size(),
                        wider.getFirst().dtype().label());
        return Optional.of(
                prepared.overlay().vectors().isEmpty()
                        ? what
                        : what
                                + ": vectors are added to the unrounded weights, which are read"
                                + " from the base's files at each turn");
    }

    private Optional<Encoding> encoding(Tensor tensor) {
        return prepared.base().stored(tensor).encoding();
    }

    /// A vector of another base.
    private Optional<String> other(Vector vector) {
        return SavedVector.provenance(vector)
                .map(Provenance::base)
                .filter(
                        recorded ->
                                identity.filter(
                                                own ->
                                                        !own.fingerprint()
                                                                .equals(recorded.fingerprint()))
                                        .isPresent())
                .map(
                        recorded ->
                                vector.name()
                                        + " was extracted from another base, "
                                        + Shown.of(recorded.name())
                                        + ", whose weights are not the same");
    }
}
