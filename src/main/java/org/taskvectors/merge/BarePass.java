package org.taskvectors.merge;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.PassTally;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.analysis.VectorProfile;
import org.taskvectors.checkpoint.OutputFormat;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.WeightsLayout;
import org.taskvectors.extraction.VectorPlace;
import org.taskvectors.extraction.VectorRequest;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileStamps;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.pass.BlockPass;
import org.taskvectors.pass.Blocks;
import org.taskvectors.pass.Checksums;
import org.taskvectors.pass.Lane;
import org.taskvectors.pass.Row;
import org.taskvectors.saving.WeightsWriter;
import org.taskvectors.tensor.DType;
import org.taskvectors.vector.Identity;
import org.taskvectors.vector.Provenance;
import org.taskvectors.vector.ProvenanceCodec;

/// Writes and measures a merged vector whose base is not at hand, in one pass.
///
/// @param program name and version of this program
/// @param base what the vectors record of their base
/// @param request where the vector goes
record BarePass(String program, RecordedBase base, VectorRequest request) {
    /// Writes the vector. Returns its measurement.
    ///
    /// @throws Failure if the place is taken or cannot be written
    /// @throws CancelledException where it was cancelled; nothing is left then
    Measurement save(Vector vector, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        OutputFormat format = VectorPlace.format(request.output());
        VectorPlace.check(request.output(), request.overwrite(), List.of(vector));
        List<Tensor> merged = vector.tensors();
        List<Tensor> outputs = merged.stream().map(this::output).toList();
        ProvenanceCodec codec = new ProvenanceCodec();
        WeightsLayout layout =
                format.layout(
                        outputs,
                        codec.write(
                                provenance(vector.name(), ProvenanceCodec.UNKNOWN_FINGERPRINT)));
        AtomicFile.requireSpace(
                request.output(),
                request.output(),
                layout.fileSize(),
                "the vector",
                "Free some space, choose another place, or a narrower dtype");
        FileStamps inputs = FileStamps.of(vector.about().weightFiles());
        try (WeightsWriter file = WeightsWriter.begin(request.output(), layout)) {
            BlockPass pass =
                    new BlockPass(merged.stream().map(tensor -> Row.of(vector, tensor)).toList());
            PassTally tally = new PassTally(outputs, pass.plan(), false, false);
            Checksums computed = new Checksums(merged);
            Checksums stored = new Checksums(outputs);
            pass.run(
                    new RoundingLane(
                            outputs,
                            tally,
                            Lane.together(
                                    List.of(
                                            file.lane(outputs.size()),
                                            computed.lane(row -> row, blocks -> blocks.part(0)),
                                            stored.lane(row -> row, Blocks::last)))),
                    request.compute(),
                    progress,
                    cancellation);
            Provenance provenance = provenance(vector.name(), computed.fingerprint());
            file.finish(codec.write(provenance));
            cancellation.check();
            inputs.requireUnwritten();
            file.commit();
            return Measurement.of(
                    new VectorProfile(
                            profiles(tally), Optional.of(provenance), stored.fingerprint()));
        }
    }

    private Tensor output(Tensor tensor) {
        DType dtype = request.policies().dtype().of(DType.F32, DType.F32);
        return new Tensor(tensor.name(), dtype, tensor.shape());
    }

    private Provenance provenance(String name, String fingerprint) {
        Map<String, String> chosen = new TreeMap<>(request.made());
        chosen.put("dtype", request.policies().dtype().word());
        return new Provenance(
                program,
                base.identity(),
                new Identity(name, fingerprint),
                chosen,
                base.tensors(),
                Map.of());
    }

    private List<TensorProfile> profiles(PassTally tally) {
        Map<String, Double> squares = base.squares();
        return tally.profiles().stream()
                .map(
                        profile ->
                                profile.withBaseSquares(
                                        squares.getOrDefault(profile.name(), Double.NaN)))
                .toList();
    }
}
