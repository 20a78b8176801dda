package org.taskvectors.ui.compare;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.taskvectors.analysis.JointTensor;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.NonFinite;
import org.taskvectors.analysis.PairSums;
import org.taskvectors.analysis.PairTensor;
import org.taskvectors.analysis.Spectra;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.analysis.VectorProfile;
import org.taskvectors.analysis.spectrum.DirectionOverlap;
import org.taskvectors.analysis.spectrum.PerMatrix;
import org.taskvectors.analysis.spectrum.SingularValues;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Binning;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Histogram;
import org.taskvectors.tensor.Shape;
import org.taskvectors.vector.BaseTensor;
import org.taskvectors.vector.Identity;
import org.taskvectors.vector.Provenance;

/// A core that measures small vectors made of numbers in memory: what it gives is computed from
/// them with plain loops.
final class MadeVectors implements MeasuringCore {
    private final Map<Path, Map<String, double[]>> vectors = new HashMap<>();
    private final Map<Path, Provenance> origins = new HashMap<>();
    final AtomicInteger measured = new AtomicInteger();
    final AtomicInteger pairsMeasured = new AtomicInteger();
    final AtomicInteger spectraMeasured = new AtomicInteger();
    private boolean areMatrices;
    volatile boolean keeps = true;
    volatile boolean basesKnown = true;
    volatile CountDownLatch hold = new CountDownLatch(0);

    /// Says that every tensor is a matrix of two rows.
    MadeVectors asMatrices() {
        areMatrices = true;
        return this;
    }

    private Shape shape(double[] numbers) {
        return areMatrices ? Shape.of(2, numbers.length / 2) : Shape.of(numbers.length);
    }

    /// A vector of `layers` layers with q, k and gate, and an embedding; the numbers follow from
    /// the seed.
    MadeVectors with(Path path, int layers, int seed) {
        Map<String, double[]> tensors = new TreeMap<>();
        tensors.put("model.embed_tokens.weight", numbers(seed, 8));
        for (int layer = 0; layer < layers; layer++) {
            String at = "model.layers." + layer;
            tensors.put(at + ".self_attn.q_proj.weight", numbers(seed + 7 * layer + 1, 4));
            tensors.put(at + ".self_attn.k_proj.weight", numbers(seed + 7 * layer + 2, 4));
            tensors.put(at + ".mlp.gate_proj.weight", numbers(seed + 7 * layer + 3, 4));
        }
        vectors.put(path, tensors);
        return this;
    }

    /// Says that the vector was extracted from the base of that name.
    MadeVectors on(Path path, String base) {
        origins.put(
                path,
                new Provenance(
                        "made",
                        new Identity(base, "fingerprint of " + base),
                        new Identity(path.toString(), "fingerprint of " + path),
                        Map.of(),
                        List.of(),
                        Map.of()));
        return this;
    }

    MadeVectors with(Path path, Map<String, double[]> tensors) {
        vectors.put(path, tensors);
        return this;
    }

    /// Multiples of 1/8, which bfloat16 holds exactly.
    private static double[] numbers(int seed, int count) {
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = ((seed * 31 + i * 17) % 13 - 6) / 8.0;
        }
        return numbers;
    }

    @Override
    public Optional<Measurement> kept(Located vector) throws Failure {
        return keeps ? Optional.of(measurement(vector)) : Optional.empty();
    }

    @Override
    public Measurement measure(Located vector, Progress progress, Cancellation cancellation)
            throws Failure {
        await();
        measured.incrementAndGet();
        return measurement(vector);
    }

    @Override
    public Optional<PairSums> keptPairs(List<Located> sources) {
        return Optional.empty();
    }

    @Override
    public Spectra keptSpectra(List<Located> sources) {
        return new Spectra(
                sources.stream().map(_ -> PerMatrix.<SingularValues>none()).toList(),
                List.of(),
                Spectra.FIRST);
    }

    @Override
    public Spectra findSpectra(
            List<Located> sources,
            Predicate<String> inScope,
            Progress progress,
            Cancellation cancellation)
            throws Failure {
        await();
        spectraMeasured.incrementAndGet();
        List<PerMatrix<SingularValues>> found = new ArrayList<>();
        for (Located source : sources) {
            Map<String, SingularValues> values = new LinkedHashMap<>();
            for (Map.Entry<String, double[]> tensor : tensors(source).entrySet()) {
                if (inScope.test(tensor.getKey())) {
                    double squares = 0;
                    for (double value : tensor.getValue()) {
                        squares += value * value;
                    }
                    double half = Math.sqrt(squares / 2);
                    values.put(
                            tensor.getKey(),
                            new SingularValues(new double[] {half, half}, true, squares));
                }
            }
            found.add(new PerMatrix<>(values, Map.of()));
        }
        List<PerMatrix<DirectionOverlap>> pairs = new ArrayList<>();
        for (int a = 0; a < sources.size(); a++) {
            for (int b = a + 1; b < sources.size(); b++) {
                Map<String, DirectionOverlap> overlaps = new LinkedHashMap<>();
                for (String name : tensors(sources.get(a)).keySet()) {
                    if (tensors(sources.get(b)).containsKey(name) && inScope.test(name)) {
                        overlaps.put(
                                name,
                                new DirectionOverlap(
                                        2, 4, new double[] {0.5, 1}, new double[] {0.25, 0.75}));
                    }
                }
                pairs.add(new PerMatrix<>(overlaps, Map.of()));
            }
        }
        return new Spectra(found, pairs, Spectra.FIRST);
    }

    @Override
    public PairSums measurePairs(
            List<Located> sources, Progress progress, Cancellation cancellation) throws Failure {
        await();
        pairsMeasured.incrementAndGet();
        List<List<PairTensor>> pairs = new ArrayList<>();
        for (int a = 0; a < sources.size(); a++) {
            for (int b = a + 1; b < sources.size(); b++) {
                pairs.add(pair(tensors(sources.get(a)), tensors(sources.get(b))));
            }
        }
        List<Map<String, double[]>> all = new ArrayList<>();
        for (Located source : sources) {
            all.add(tensors(source));
        }
        return new PairSums(sources.size(), pairs, joint(all), List.of());
    }

    /// Of the tensors that all vectors hold.
    private static List<JointTensor> joint(List<Map<String, double[]>> all) {
        List<JointTensor> joint = new ArrayList<>();
        for (String name : all.getFirst().keySet()) {
            if (!all.stream().allMatch(vector -> vector.containsKey(name))) {
                continue;
            }
            double magnitudes = 0;
            double together = 0;
            for (int i = 0; i < all.getFirst().get(name).length; i++) {
                double sum = 0;
                for (Map<String, double[]> vector : all) {
                    sum += vector.get(name)[i];
                    magnitudes += Math.abs(vector.get(name)[i]);
                }
                together += Math.abs(sum);
            }
            joint.add(new JointTensor(name, magnitudes, together));
        }
        return joint;
    }

    private void await() {
        try {
            hold.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<String, double[]> tensors(Located source) throws Failure {
        Map<String, double[]> tensors = vectors.get(source.path());
        if (tensors == null) {
            throw Failure.of(FileProblem.NOT_FOUND, source.path(), "there is no such file", "");
        }
        return tensors;
    }

    private static List<PairTensor> pair(Map<String, double[]> a, Map<String, double[]> b) {
        List<PairTensor> tensors = new ArrayList<>();
        a.forEach(
                (name, one) -> {
                    double[] other = b.get(name);
                    if (other == null) {
                        return;
                    }
                    double dot = 0;
                    double squaresA = 0;
                    double squaresB = 0;
                    long both = 0;
                    long same = 0;
                    for (int i = 0; i < one.length; i++) {
                        dot += one[i] * other[i];
                        squaresA += one[i] * one[i];
                        squaresB += other[i] * other[i];
                        both += one[i] != 0 && other[i] != 0 ? 1 : 0;
                        same += one[i] * other[i] > 0 ? 1 : 0;
                    }
                    tensors.add(new PairTensor(name, dot, both, same, squaresA, squaresB));
                });
        return tensors;
    }

    private Measurement measurement(Located source) throws Failure {
        List<TensorProfile> profiles = new ArrayList<>();
        List<BaseTensor> base = new ArrayList<>();
        tensors(source)
                .forEach(
                        (name, numbers) -> {
                            profiles.add(profile(name, numbers));
                            base.add(new BaseTensor(name, DType.BF16, shape(numbers), 100));
                        });
        return new Measurement(
                new VectorProfile(
                        profiles,
                        Optional.ofNullable(origins.get(source.path())),
                        fingerprint(source)),
                basesKnown ? base : List.of());
    }

    /// Equal where all names and numbers are.
    private String fingerprint(Located source) throws Failure {
        StringBuilder text = new StringBuilder();
        tensors(source)
                .forEach((name, numbers) -> text.append(name).append(Arrays.toString(numbers)));
        return text.toString();
    }

    private TensorProfile profile(String name, double[] numbers) {
        long zeros = 0;
        double magnitude = 0;
        double squares = 0;
        double largest = 0;
        TreeMap<Integer, Long> bins = new TreeMap<>();
        for (double number : numbers) {
            zeros += number == 0 ? 1 : 0;
            magnitude += Math.abs(number);
            squares += number * number;
            largest = Math.max(largest, Math.abs(number));
            bins.merge(Binning.BF16.bin(Math.abs(number)), 1L, Long::sum);
        }
        return new TensorProfile(
                name,
                DType.BF16,
                shape(numbers),
                NonFinite.NONE,
                zeros,
                magnitude,
                squares,
                largest,
                Histogram.of(
                        Binning.BF16,
                        bins.keySet().stream().mapToInt(Integer::intValue).toArray(),
                        bins.values().stream().mapToLong(Long::longValue).toArray()),
                basesKnown ? 100 : Double.NaN,
                Optional.empty());
    }
}
