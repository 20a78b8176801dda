package org.taskvectors.merge;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.ModelConfig;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorReader;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.file.Shown;
import org.taskvectors.merge.vocabulary.RelaidModel;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Numbers;
import org.taskvectors.vector.BaseTensor;
import org.taskvectors.vector.Provenance;
import org.taskvectors.vector.SavedVector;

/// Whether what is merged comes from one model, as far as provenance, headers and a small sample of
/// weights tell. The whole answer for vectors is their base's fingerprint, which is summed when the
/// model is saved.
final class Descent {
    /// From this relative norm on two models are taken to be unrelated: fine-tunings change a few
    /// per cent, two random models have 1.41.
    private static final double UNRELATED = 0.5;

    /// How many tensors are looked at, and how many weights of each.
    private static final int TENSORS = 12;

    private static final int PIECES = 4;
    private static final int PIECE = 1 << 12;

    /// The most weights that are summed to hold a base against a provenance.
    private static final long SUMMED = 1 << 22;

    private final List<String> notes = new ArrayList<>();

    private Descent() {}

    /// Returns what a person should know, in sentences without full stops.
    ///
    /// @param base the base that vectors are put onto; empty if models are mixed
    /// @param vectors what is given as vectors
    /// @param models the models, without the base
    static List<String> notes(
            Optional<Checkpoint> base, List<Checkpoint> vectors, List<Checkpoint> models)
            throws IOException {
        Descent descent = new Descent();
        descent.recorded(vectors);
        if (base.isPresent()) {
            Checkpoint below = base.get() instanceof RelaidModel laid ? laid.model() : base.get();
            for (Checkpoint vector : vectors) {
                Optional<Provenance> known = SavedVector.provenance(vector);
                if (known.isPresent()) {
                    descent.against(below, vector, known.get());
                }
            }
        }
        Optional<Checkpoint> first = base.or(() -> models.stream().findFirst());
        for (Checkpoint model : models) {
            if (first.isPresent() && !first.get().equals(model)) {
                descent.sample(first.get(), model, base.isPresent());
            }
        }
        return descent.notes;
    }

    /// Vectors that record different bases.
    private void recorded(List<Checkpoint> vectors) {
        Map<String, Provenance> bases = new LinkedHashMap<>();
        Map<String, List<String>> names = new LinkedHashMap<>();
        for (Checkpoint vector : vectors) {
            SavedVector.provenance(vector)
                    .ifPresent(
                            known -> {
                                String print = known.base().fingerprint();
                                bases.putIfAbsent(print, known);
                                names.computeIfAbsent(print, _ -> new ArrayList<>())
                                        .add(vector.name());
                            });
        }
        if (bases.size() < 2) {
            return;
        }
        List<String> each = new ArrayList<>();
        names.forEach(
                (print, of) ->
                        each.add(
                                Shown.of(String.join(", ", of))
                                        + " of "
                                        + identity(
                                                Optional.ofNullable(bases.get(print))
                                                        .orElseThrow())));
        List<Provenance> all = List.copyOf(bases.values());
        Map<String, BaseTensor> first = new LinkedHashMap<>();
        all.getFirst().baseTensors().forEach(tensor -> first.put(tensor.name(), tensor));
        long shared = 0;
        List<String> different = new ArrayList<>();
        for (BaseTensor tensor : all.get(1).baseTensors()) {
            BaseTensor other = first.get(tensor.name());
            if (other != null) {
                shared++;
                if (!other.shape().equals(tensor.shape())
                        || !isAlike(other.sumSquares(), tensor.sumSquares(), other, tensor)) {
                    different.add(tensor.name());
                }
            }
        }
        notes.add(
                "the vectors are changes of different bases: "
                        + String.join("; ", each)
                        + ". By the norms that they record, "
                        + different.size()
                        + " of "
                        + Amounts.counted(shared, "tensor")
                        + (different.size() == 1 ? " differs" : " differ")
                        + some(different)
                        + "; what is a direction in one model need not be one in another");
    }

    private static String identity(Provenance known) {
        String print = known.base().fingerprint();
        return Shown.of(known.base().name())
                + " (fingerprint "
                + print.substring(0, Math.min(12, print.length()))
                + "…)";
    }

    /// A base against what a vector says of its own: names, shapes, and the norms of some tensors.
    private void against(Checkpoint base, Checkpoint vector, Provenance known) throws IOException {
        List<String> different = new ArrayList<>();
        List<BaseTensor> sums = new ArrayList<>();
        for (BaseTensor tensor : known.baseTensors()) {
            Optional<Tensor> own = base.tensor(tensor.name());
            // Other names are another layout, which the vector is held against when it is laid.
            if (own.isEmpty()) {
                continue;
            }
            if (!own.get().shape().equals(tensor.shape())) {
                different.add(tensor.name() + " is " + own.get().shape());
            } else if (Double.isFinite(tensor.sumSquares())
                    && base.stored(own.get()).undecoded().isEmpty()) {
                sums.add(tensor);
            }
        }
        List<BaseTensor> looked = new ArrayList<>();
        long left = SUMMED;
        sums.sort(Comparator.comparingLong(tensor -> tensor.shape().elements()));
        // Norms may be equal where matrices are not: the smallest of both kinds.
        for (boolean isMatrix : List.of(false, true)) {
            int some = TENSORS / 2;
            for (BaseTensor tensor : sums) {
                if ((tensor.shape().rank() > 1) == isMatrix
                        && some > 0
                        && tensor.shape().elements() <= left) {
                    looked.add(tensor);
                    left -= tensor.shape().elements();
                    some--;
                }
            }
        }
        for (BaseTensor tensor : looked) {
            Tensor own = base.tensor(tensor.name()).orElseThrow();
            double sum = squares(base, own);
            boolean isRounded =
                    own.dtype() != tensor.dtype() || base.stored(own).encoding().isPresent();
            if (!isAlike(sum, tensor.sumSquares(), isRounded)) {
                different.add(
                        String.format(
                                Locale.ROOT,
                                "%s has the norm %.6g, and had %.6g",
                                tensor.name(),
                                Math.sqrt(sum),
                                Math.sqrt(tensor.sumSquares())));
            }
        }
        if (!different.isEmpty()) {
            notes.add(
                    base.name()
                            + " is not the base that "
                            + vector.name()
                            + " was extracted from, "
                            + identity(known)
                            + ": of "
                            + Amounts.counted(known.baseTensors().size(), "tensor")
                            + " shapes were compared and the norms of "
                            + looked.size()
                            + ", and "
                            + different.size()
                            + (different.size() == 1 ? " differs" : " differ")
                            + some(different)
                            + "; a change of one model put onto another is the difference of no"
                            + " two models, and what it does has to be measured");
        }
    }

    private static boolean isAlike(double one, double other, BaseTensor a, BaseTensor b) {
        return isAlike(one, other, a.dtype() != b.dtype());
    }

    /// Whether two sums are one but for the order of summing, or for the rounding of weights.
    private static boolean isAlike(double one, double other, boolean isRounded) {
        return Double.isNaN(one)
                || Double.isNaN(other)
                || Math.abs(one - other)
                        <= (isRounded ? 1e-2 : 1e-9) * Math.max(Math.abs(one), Math.abs(other));
    }

    private static String some(List<String> names) {
        return names.isEmpty()
                ? ""
                : " ("
                        + Shown.of(String.join(", ", names.subList(0, Math.min(3, names.size()))))
                        + (names.size() > 3 ? ", …)" : ")");
    }

    private static double squares(Checkpoint of, Tensor tensor) throws IOException {
        double sum = 0;
        double[] values = new double[PIECE];
        try (Arena arena = Arena.ofConfined();
                TensorReader reader = of.reader(tensor)) {
            MemorySegment bytes = arena.allocate(8L * PIECE, 64);
            for (long at = 0; at < tensor.elements(); at += PIECE) {
                int count = (int) Math.min(PIECE, tensor.elements() - at);
                MemorySegment block = bytes.asSlice(0, (long) count * tensor.dtype().bytes());
                reader.read(at, block);
                Numbers.decode(tensor.dtype(), block, count, values);
                for (int i = 0; i < count; i++) {
                    sum += values[i] * values[i];
                }
            }
        }
        return sum;
    }

    /// How far a model is from another one, in pieces of some tensors.
    private void sample(Checkpoint first, Checkpoint model, boolean isBase) throws IOException {
        Optional<String> type = first.about().config().flatMap(ModelConfig::modelType);
        Optional<String> other = model.about().config().flatMap(ModelConfig::modelType);
        if (type.isPresent() && other.isPresent() && !type.equals(other)) {
            notes.add(
                    model.name()
                            + " is a model of the type "
                            + Shown.of(other.get())
                            + ", and "
                            + first.name()
                            + " of the type "
                            + Shown.of(type.get()));
        }
        LaidModels laid = LaidModels.of(List.of(first, model), _ -> DType.F32);
        notes.addAll(laid.headNotes());
        List<MergeRow> rows =
                laid.rows().stream().filter(row -> row.output().shape().rank() > 1).toList();
        double difference = 0;
        double whole = 0;
        long weights = 0;
        int tensors = Math.min(TENSORS, rows.size());
        List<MergeRow> looked =
                IntStream.range(0, tensors)
                        .mapToObj(i -> rows.get((int) ((long) i * rows.size() / tensors)))
                        .toList();
        List<ReadAhead.Span> spans =
                looked.stream()
                        .flatMap(row -> row.ingredients().stream().flatMap(Optional::stream))
                        .flatMap(Descent::spans)
                        .toList();
        try (ReadAhead.Plan _ = ReadAhead.announce(spans)) {
            for (MergeRow row : looked) {
                float[] one = pieces(row.ingredients().getFirst().orElseThrow());
                float[] two = pieces(row.ingredients().get(1).orElseThrow());
                for (int at = 0; at < one.length; at++) {
                    double apart = (double) two[at] - one[at];
                    difference += apart * apart;
                    whole += (double) one[at] * one[at];
                }
                weights += one.length;
            }
        }
        double share = Math.sqrt(difference / whole);
        // Two models that are each that far from one base are further from each other.
        if (share >= (isBase ? UNRELATED : Math.sqrt(2) * UNRELATED)) {
            notes.add(
                    String.format(
                            Locale.ROOT,
                            "%s does not look like a model that was made from %s: over %,d weights"
                                    + " of %s that were looked at, the norm of the difference is"
                                    + " %.0f %% of the norm of the weights, and a fine-tuning's is"
                                    + " a few per cent%s",
                            model.name(),
                            isBase ? first.name() : "the same as " + first.name(),
                            weights,
                            Amounts.counted(tensors, "tensor"),
                            100 * share,
                            isBase
                                    ? "; its difference is mostly the other model, and not what it"
                                            + " learned"
                                    : "; between unrelated models there is no good way"));
        }
    }

    private static long looked(Tensor tensor) {
        return Math.min(tensor.elements(), (long) PIECES * PIECE);
    }

    /// Returns where the piece begins that follows `done` elements.
    private static long begin(Tensor tensor, int done) {
        return looked(tensor) == tensor.elements()
                ? done
                : done / PIECE * ((tensor.elements() - PIECE) / (PIECES - 1));
    }

    private static Stream<ReadAhead.Span> spans(Ingredient of) {
        int most = (int) looked(of.tensor());
        return IntStream.iterate(0, done -> done < most, done -> done + PIECE)
                .boxed()
                .flatMap(
                        done ->
                                of
                                        .spans(
                                                begin(of.tensor(), done),
                                                Math.min(PIECE, most - done))
                                        .stream());
    }

    private static float[] pieces(Ingredient of) throws IOException {
        Tensor tensor = of.tensor();
        long most = looked(tensor);
        float[] values = new float[(int) most];
        int piece = (int) Math.min(PIECE, most);
        float[] some = new float[piece];
        int done = 0;
        try (Arena arena = Arena.ofConfined();
                TensorReader reader = of.checkpoint().reader(tensor)) {
            MemorySegment bytes = arena.allocate(8L * piece, 64);
            while (done < most) {
                int count = (int) Math.min(piece, most - done);
                long first = begin(tensor, done);
                MemorySegment block = bytes.asSlice(0, (long) count * tensor.dtype().bytes());
                reader.read(first, block);
                Numbers.decode(tensor.dtype(), block, count, some);
                System.arraycopy(some, 0, values, done, count);
                done += count;
            }
        }
        return values;
    }
}
