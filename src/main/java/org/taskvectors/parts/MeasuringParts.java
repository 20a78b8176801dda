package org.taskvectors.parts;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.NamedProfile;
import org.taskvectors.analysis.PackedReader;
import org.taskvectors.analysis.PackedWriter;
import org.taskvectors.analysis.PairSums;
import org.taskvectors.analysis.PartBytes;
import org.taskvectors.analysis.PartJoiner;
import org.taskvectors.analysis.PartMeasurer;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.pass.Part;
import org.taskvectors.tensor.Compute;
import org.taskvectors.vector.VectorProblem;

/// Measurements and comparisons in parts.
///
/// @param program name and version of this program
/// @param folder the folder of the parts
/// @param overwrite whether a part that exists may be replaced
/// @param compute with what it computes
public record MeasuringParts(String program, Path folder, boolean overwrite, Compute compute) {
    /// The vectors that are measured, open. They stay the caller's to close.
    ///
    /// @param paths as a person named them
    /// @param names short names for people
    /// @param vectors the vectors
    /// @param bases of each the base that its numbers relate to; empty for the one that it records
    /// @param together the vectors as they are compared, with the base where one is given
    /// @param notes what could not be measured, as sentences
    public record Vectors(
            List<String> paths,
            List<String> names,
            List<Checkpoint> vectors,
            List<Optional<Checkpoint>> bases,
            List<Checkpoint> together,
            List<String> notes) {}

    /// What parts of a measurement or a comparison gave together.
    ///
    /// @param paths as a person named them
    /// @param vectors what was measured of each
    /// @param sums of the vectors against each other; empty of a single vector
    /// @param isPartial whether vectors are compared whose tensors may be the same under two names
    /// @param notes what could not be measured, as sentences
    /// @param isKept whether all of it is kept, so that it need not be measured again
    public record Joined(
            List<String> paths,
            List<NamedProfile> vectors,
            Optional<PairSums> sums,
            boolean isPartial,
            List<String> notes,
            boolean isKept) {}

    /// Makes a part of a vector's measurement.
    ///
    /// @throws Failure where the place cannot be written, or the vector cannot be read or is
    ///   written meanwhile
    /// @throws CancelledException where it was cancelled; nothing is left then
    public PartResult profile(
            Vectors vectors, Part part, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        return make(PartKind.PROFILE, vectors, false, part, progress, cancellation);
    }

    /// Makes a part of a comparison.
    ///
    /// @param isPartial whether vectors are compared whose tensors may be the same under two names
    /// @throws Failure as [#profile] does
    /// @throws CancelledException where it was cancelled; nothing is left then
    public PartResult compare(
            Vectors vectors,
            boolean isPartial,
            Part part,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        return make(PartKind.COMPARISON, vectors, isPartial, part, progress, cancellation);
    }

    private PartResult make(
            PartKind kind,
            Vectors vectors,
            boolean isPartial,
            Part part,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        long began = System.nanoTime();
        Inputs inputs = new Inputs();
        for (int i = 0; i < vectors.vectors().size(); i++) {
            inputs.add("vector " + vectors.names().get(i), vectors.vectors().get(i));
            Optional<Checkpoint> base = vectors.bases().get(i);
            if (base.isPresent()) {
                inputs.add("the base of " + vectors.names().get(i), base.get());
            }
        }
        PartHead head =
                PartHead.now(
                        kind,
                        part,
                        program,
                        inputs,
                        List.of(
                                new Asked("partial", String.valueOf(isPartial)),
                                new Asked(
                                        "the order of the vectors' paths",
                                        String.valueOf(PartMeasurer.order(vectors.together())))));
        PartMeasurer measurer = new PartMeasurer(part, compute);
        if (!isPartial) {
            requireTogether(vectors);
        }
        try (PartWriter file = PartWriter.begin(folder, head, List.of(), overwrite)) {
            List<PartMeasurer.Share> shares = new ArrayList<>();
            for (int i = 0; i < vectors.vectors().size(); i++) {
                shares.add(
                        measurer.profile(
                                vectors.vectors().get(i),
                                vectors.bases().get(i),
                                progress,
                                cancellation));
            }
            if (kind == PartKind.COMPARISON) {
                shares.add(measurer.pairs(vectors.together(), progress, cancellation));
            }
            inputs.requireUnchanged();
            cancellation.check();
            PartBytes measured =
                    PartBytes.of(shares.stream().map(PartMeasurer.Share::told).toList());
            return new PartResult(
                    head,
                    file.commit(told(vectors, isPartial, measured)),
                    shares.stream().mapToInt(PartMeasurer.Share::tensors).sum(),
                    shares.stream().mapToInt(PartMeasurer.Share::all).sum(),
                    shares.stream().mapToLong(PartMeasurer.Share::bytesRead).sum(),
                    Duration.ofNanos(System.nanoTime() - began),
                    List.of());
        }
    }

    private static void requireTogether(Vectors vectors) throws Failure {
        List<String> apart =
                PartMeasurer.apart(vectors.names(), vectors.vectors(), vectors.bases());
        if (!apart.isEmpty()) {
            throw Failure.of(
                    VectorProblem.OTHER_NAMES,
                    null,
                    apart.getFirst(),
                    "Compare vectors of one architecture, or say --partial to compare what"
                            + " matches");
        }
    }

    private static PartBytes told(Vectors vectors, boolean isPartial, PartBytes measured) {
        PackedWriter common = new PackedWriter();
        common.list(vectors.names(), PackedWriter::text);
        common.flag(isPartial);
        common.list(vectors.notes(), PackedWriter::text);
        common.raw(measured.common());
        PackedWriter own = new PackedWriter();
        // The same vectors may lie elsewhere on another machine.
        own.list(vectors.paths(), PackedWriter::text);
        own.raw(measured.own());
        return new PartBytes(common.sealed(), own.sealed());
    }

    /// Joins the parts of a measurement or of a comparison, and keeps what was measured where the
    /// vectors still lie as they lay then.
    ///
    /// @param store keeps it
    /// @throws Failure where a part is damaged
    public static Joined join(PartSet parts, ProfileStore store) throws Failure {
        try {
            return joined(parts, new PartJoiner(store));
        } catch (IllegalArgumentException | ArithmeticException | IndexOutOfBoundsException e) {
            throw parts.damaged(e);
        }
    }

    private static Joined joined(PartSet parts, PartJoiner joiner) throws Failure {
        PackedReader in = new PackedReader(parts.common());
        List<String> names = in.list(PackedReader::text);
        boolean isPartial = in.flag();
        List<String> notes = in.list(PackedReader::text);
        List<byte[]> common = PartBytes.apart(in.raw());
        in.end();
        List<List<String>> paths = new ArrayList<>();
        List<List<byte[]>> own = new ArrayList<>();
        for (byte[] part : parts.own()) {
            PackedReader from = new PackedReader(part);
            paths.add(from.list(PackedReader::text));
            own.add(PartBytes.apart(from.raw()));
            from.end();
        }
        List<NamedProfile> vectors = new ArrayList<>();
        boolean isKept = true;
        for (int i = 0; i < names.size(); i++) {
            PartJoiner.Joined<Measurement> vector = joiner.profile(common.get(i), each(own, i));
            vectors.add(vector.value().named(names.get(i)));
            isKept &= vector.isKept();
        }
        Optional<PairSums> sums = Optional.empty();
        if (parts.kind() == PartKind.COMPARISON) {
            PartJoiner.Joined<PairSums> joined =
                    joiner.pairs(common.get(names.size()), each(own, names.size()));
            sums = Optional.of(joined.value());
            isKept &= joined.isKept();
        }
        return new Joined(paths.getFirst(), vectors, sums, isPartial, notes, isKept);
    }

    private static List<byte[]> each(List<List<byte[]>> own, int which) {
        return own.stream().map(part -> part.get(which)).toList();
    }
}
