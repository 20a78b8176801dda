package org.taskvectors.extraction;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.analysis.VectorProfile;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Fingerprint;
import org.taskvectors.checkpoint.OutputFormat;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.WeightsLayout;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.file.Shown;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.pass.BlockPass;
import org.taskvectors.pass.Checksums;
import org.taskvectors.pass.Lane;
import org.taskvectors.pass.Row;
import org.taskvectors.saving.WeightsWriter;
import org.taskvectors.tensor.Compute;
import org.taskvectors.vector.Provenance;
import org.taskvectors.vector.ProvenanceCodec;

/// Puts the parts of an extraction together: the bytes and the numbers are those of one run.
public final class ExtractionJoiner {
    private final List<Checkpoint> files;
    private final ExtractedPart.Common common;
    private final List<ExtractedPart> parts;
    private final int[] partOf;
    private final int[] placeIn;

    private ExtractionJoiner(
            List<Checkpoint> files, ExtractedPart.Common common, List<ExtractedPart> parts) {
        this.files = List.copyOf(files);
        this.common = common;
        this.parts = parts;
        int all = common.outputs().size();
        partOf = new int[all];
        placeIn = new int[all];
        Arrays.fill(partOf, -1);
        for (int p = 0; p < parts.size(); p++) {
            ExtractedPart part = parts.get(p);
            for (int i = 0; i < part.held().size(); i++) {
                int output = part.held().get(i);
                if (output >= all || partOf[output] >= 0) {
                    throw new IllegalArgumentException("shares that overlap");
                }
                partOf[output] = p;
                placeIn[output] = i;
            }
        }
        if (Arrays.stream(partOf).anyMatch(part -> part < 0)) {
            throw new IllegalArgumentException("shares that leave something out");
        }
        for (int i = 0; i < all; i++) {
            Tensor output = common.outputs().get(i);
            if (!files.get(partOf[i]).tensor(output.name()).equals(Optional.of(output))) {
                throw new IllegalArgumentException("a tensor that is not in its part");
            }
        }
    }

    /// @param files the parts' tensors, in the order of the parts; they stay the caller's to close
    /// @param common what all parts tell alike
    /// @param own what each part tells
    /// @throws IllegalArgumentException if something is damaged, or the parts are not those of one
    ///   extraction
    public static ExtractionJoiner of(List<Checkpoint> files, byte[] common, List<byte[]> own) {
        return new ExtractionJoiner(
                files,
                ExtractedPart.Common.unpack(common),
                own.stream().map(ExtractedPart::unpack).toList());
    }

    /// Writes the vector, and keeps its measurement beside it.
    ///
    /// @param output the vector's file, which may be replaced
    /// @throws Failure where the place cannot be written, the disk has no room, or what a part
    ///   holds is not what was written into it
    /// @throws CancelledException where it was cancelled; nothing is left then
    public ExtractionResult join(
            Path output,
            OutputFormat format,
            ProfileStore store,
            Compute compute,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        long began = System.nanoTime();
        ProvenanceCodec codec = new ProvenanceCodec();
        WeightsLayout layout = format.layout(common.outputs(), codec.write(common.before()));
        Extractor.checkSpace(output, layout.fileSize());
        List<TensorProfile> profiles = profiles();
        Map<String, Double> squares = squares();
        try (WeightsWriter file = WeightsWriter.begin(output, layout)) {
            String fingerprint = copy(file, compute, progress, cancellation);
            Provenance provenance =
                    Origin.after(
                            common.before(),
                            fingerprint(common.base(), ExtractedPart::base),
                            fingerprint(common.tuned(), ExtractedPart::tuned),
                            profiles,
                            tensor -> squares.getOrDefault(tensor.name(), 0.0));
            file.finish(codec.write(provenance));
            cancellation.check();
            file.commit();
            VectorProfile profile =
                    new VectorProfile(profiles, Optional.of(provenance), fingerprint);
            store.keep(output, Measurement.of(profile));
            return new ExtractionResult(
                    output,
                    profile,
                    common.check(),
                    parts.stream().mapToLong(ExtractedPart::bytesRead).sum(),
                    Duration.ofNanos(
                            parts.stream().mapToLong(ExtractedPart::nanos).sum()
                                    + System.nanoTime()
                                    - began));
        }
    }

    /// Copies all tensors, and holds each against the sum of what was written into its part.
    /// Returns the fingerprint.
    private String copy(
            WeightsWriter file, Compute compute, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        List<Tensor> outputs = common.outputs();
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < outputs.size(); i++) {
            rows.add(Row.of(files.get(partOf[i]), outputs.get(i)));
        }
        Checksums sums = new Checksums(outputs);
        new BlockPass(rows)
                .run(
                        Lane.together(
                                List.of(
                                        file.lane(rows.size()),
                                        sums.lane(row -> row, blocks -> blocks.part(0)))),
                        Compute.onCpu(compute.threads()),
                        progress,
                        cancellation);
        List<Fingerprint.Entry> read = sums.entries();
        for (int i = 0; i < outputs.size(); i++) {
            long written = parts.get(partOf[i]).sums().get(placeIn[i]);
            if (read.get(i).checksum() != written) {
                throw Failure.of(
                                FileProblem.READ_FAILED,
                                files.get(partOf[i]).path().orElse(null),
                                "the numbers are not those that were written into this part",
                                "Make this part again")
                        .at("tensor " + Shown.of(outputs.get(i).name()));
            }
        }
        return sums.fingerprint();
    }

    private List<TensorProfile> profiles() {
        List<TensorProfile> profiles = new ArrayList<>();
        for (int i = 0; i < partOf.length; i++) {
            profiles.add(parts.get(partOf[i]).profiles().get(placeIn[i]));
        }
        return profiles;
    }

    private Map<String, Double> squares() {
        Map<String, Double> squares = new HashMap<>();
        parts.forEach(part -> squares.putAll(part.squares()));
        return squares;
    }

    /// Returns the fingerprint of a side: what the parts summed of a tensor adds up.
    private String fingerprint(
            List<Tensor> tensors, Function<ExtractedPart, Map<Integer, Long>> side) {
        long[] sums = new long[tensors.size()];
        for (ExtractedPart part : parts) {
            side.apply(part).forEach((tensor, sum) -> sums[tensor] += sum);
        }
        List<Fingerprint.Entry> joined = new ArrayList<>();
        for (int i = 0; i < sums.length; i++) {
            joined.add(new Fingerprint.Entry(tensors.get(i), sums[i]));
        }
        return Fingerprint.of(joined);
    }
}
