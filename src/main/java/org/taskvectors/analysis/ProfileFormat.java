package org.taskvectors.analysis;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.tensor.Binning;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Histogram;
import org.taskvectors.tensor.Shape;
import org.taskvectors.vector.BaseTensor;
import org.taskvectors.vector.Identity;
import org.taskvectors.vector.Provenance;

/// How a measurement is laid out in bytes. In this order, with the encodings of [PackedWriter]: the
/// word `tvw profile 2`; the version of the rules that it was measured by; the stamps of the files
/// that it was measured from; the content fingerprint; the provenance, if there is one; the base's
/// tensors; for each tensor name, dtype, shape, the counts, the sums, the histogram (for each bin
/// that holds something the distance from the bin before and the count), and the sums of its sides.
/// A CRC-32C of all that ends it.
public final class ProfileFormat {
    private static final String WORD = "tvw profile 2";

    private ProfileFormat() {}

    /// @param stamps the stamps of the vector and, if it was measured with a base, of the base
    static byte[] pack(List<Stamp> stamps, Measurement measurement) {
        PackedWriter out = new PackedWriter();
        out.text(WORD);
        out.count(MeasuringRules.VERSION);
        out.list(stamps, Stamp::write);
        VectorProfile profile = measurement.profile();
        out.text(profile.checksum());
        out.flag(profile.provenance().isPresent());
        profile.provenance().ifPresent(provenance -> provenance(out, provenance));
        out.list(measurement.base(), ProfileFormat::baseTensor);
        out.list(profile.tensors(), ProfileFormat::tensor);
        return out.sealed();
    }

    /// Whether bytes begin as this format does, so that newer ones may replace them.
    static boolean isOurs(byte[] bytes) {
        PackedWriter word = new PackedWriter();
        word.text(WORD.substring(0, 4));
        byte[] begin = word.sealed();
        for (int i = 1; i < 5; i++) {
            if (bytes.length <= i || bytes[i] != begin[i]) {
                return false;
            }
        }
        return true;
    }

    /// @param stamps the stamps of the files that it must have been measured from
    /// @throws IllegalArgumentException if the bytes are damaged, of other files, or measured by
    ///   other rules
    static Measurement unpack(byte[] bytes, List<Stamp> stamps) {
        PackedReader in = new PackedReader(bytes);
        if (!in.text().equals(WORD)
                || in.count() != MeasuringRules.VERSION
                || !in.list(Stamp::read).equals(stamps)) {
            throw new IllegalArgumentException("not the profile of these files");
        }
        String checksum = in.text();
        Optional<Provenance> provenance =
                in.flag() ? Optional.of(provenance(in)) : Optional.empty();
        List<BaseTensor> base = in.list(ProfileFormat::baseTensor);
        List<TensorProfile> tensors = in.list(ProfileFormat::tensor);
        in.end();
        return new Measurement(new VectorProfile(tensors, provenance, checksum), base);
    }

    /// Writes it.
    public static void provenance(PackedWriter out, Provenance provenance) {
        out.text(provenance.program());
        identity(out, provenance.base());
        identity(out, provenance.tuned());
        map(out, provenance.policies());
        out.list(provenance.baseTensors(), ProfileFormat::baseTensor);
        map(out, provenance.leftOut());
    }

    /// Reads it.
    public static Provenance provenance(PackedReader in) {
        return new Provenance(
                in.text(),
                identity(in),
                identity(in),
                map(in),
                in.list(ProfileFormat::baseTensor),
                map(in));
    }

    private static void identity(PackedWriter out, Identity identity) {
        out.text(identity.name());
        out.text(identity.fingerprint());
    }

    private static Identity identity(PackedReader in) {
        return new Identity(in.text(), in.text());
    }

    private static void map(PackedWriter out, Map<String, String> map) {
        // A map's own order may differ from process to process.
        out.list(
                List.copyOf(new TreeMap<>(map).entrySet()),
                (to, entry) -> {
                    to.text(entry.getKey());
                    to.text(entry.getValue());
                });
    }

    private static Map<String, String> map(PackedReader in) {
        Map<String, String> map = new LinkedHashMap<>();
        int size = in.size();
        for (int i = 0; i < size; i++) {
            map.put(in.text(), in.text());
        }
        return map;
    }

    /// Writes it.
    public static void baseTensor(PackedWriter out, BaseTensor tensor) {
        out.text(tensor.name());
        out.text(tensor.dtype().name());
        shape(out, tensor.shape());
        out.real(tensor.sumSquares());
    }

    /// Reads it.
    public static BaseTensor baseTensor(PackedReader in) {
        return new BaseTensor(in.text(), DType.valueOf(in.text()), shape(in), in.real());
    }

    /// Writes it.
    public static void tensor(PackedWriter out, TensorProfile tensor) {
        out.text(tensor.name());
        out.text(tensor.dtype().name());
        shape(out, tensor.shape());
        notFinite(out, tensor.notFinite());
        out.count(tensor.zeros());
        out.real(tensor.sumMagnitude());
        out.real(tensor.sumSquares());
        out.real(tensor.largest());
        histogram(out, tensor.histogram());
        out.real(tensor.baseSquares());
        out.flag(tensor.sides().isPresent());
        tensor.sides()
                .ifPresent(
                        sides -> {
                            notFinite(out, sides.base());
                            notFinite(out, sides.tuned());
                            out.count(sides.roundTripSame());
                            out.real(sides.roundTripError());
                        });
    }

    /// Reads it.
    public static TensorProfile tensor(PackedReader in) {
        TensorProfile tensor =
                new TensorProfile(
                        in.text(),
                        DType.valueOf(in.text()),
                        shape(in),
                        notFinite(in),
                        in.count(),
                        in.real(),
                        in.real(),
                        in.real(),
                        histogram(in),
                        in.real(),
                        in.flag() ? Optional.of(sides(in)) : Optional.empty());
        if (tensor.histogram().total() != tensor.counted() || tensor.zeros() > tensor.counted()) {
            throw new IllegalArgumentException("counts that contradict each other");
        }
        return tensor;
    }

    private static SideSums sides(PackedReader in) {
        return new SideSums(notFinite(in), notFinite(in), in.count(), in.real());
    }

    private static void notFinite(PackedWriter out, NonFinite count) {
        out.count(count.nan());
        out.count(count.infinite());
    }

    private static NonFinite notFinite(PackedReader in) {
        return new NonFinite(in.count(), in.count());
    }

    /// Writes a tensor without its numbers.
    public static void place(PackedWriter out, Tensor tensor) {
        out.text(tensor.name());
        out.text(tensor.dtype().name());
        shape(out, tensor.shape());
    }

    /// Reads a tensor without its numbers.
    public static Tensor place(PackedReader in) {
        return new Tensor(in.text(), DType.valueOf(in.text()), shape(in));
    }

    private static void shape(PackedWriter out, Shape shape) {
        out.count(shape.rank());
        for (long size : shape.sizes()) {
            out.count(size);
        }
    }

    private static Shape shape(PackedReader in) {
        long[] sizes = new long[in.size()];
        for (int i = 0; i < sizes.length; i++) {
            sizes[i] = in.count();
        }
        try {
            return Shape.of(sizes);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static void histogram(PackedWriter out, Histogram histogram) {
        out.text(histogram.binning().name());
        out.count(histogram.size());
        int before = 0;
        for (int i = 0; i < histogram.size(); i++) {
            out.count(histogram.bin(i) - before);
            out.count(histogram.count(i));
            before = histogram.bin(i);
        }
    }

    private static Histogram histogram(PackedReader in) {
        Binning binning = Binning.valueOf(in.text());
        int size = in.size();
        int[] bins = new int[size];
        long[] counts = new long[size];
        long bin = 0;
        for (int i = 0; i < size; i++) {
            bin += in.count();
            if (bin >= binning.bins()) {
                throw new IllegalArgumentException("a bin that does not exist");
            }
            bins[i] = (int) bin;
            counts[i] = in.count();
        }
        return Histogram.of(binning, bins, counts);
    }
}
