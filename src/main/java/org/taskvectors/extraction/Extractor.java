package org.taskvectors.extraction;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.taskvectors.analysis.Measurement;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.analysis.TensorProfile;
import org.taskvectors.analysis.VectorProfile;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.OutputFormat;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.WeightsLayout;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.saving.WeightsWriter;
import org.taskvectors.vector.BaseTensor;
import org.taskvectors.vector.Identity;
import org.taskvectors.vector.Provenance;
import org.taskvectors.vector.ProvenanceCodec;

/// Extracts a task vector: checks the pair, makes the one pass, gives the file its name. What had
/// that name before stays whole until then, and whatever happens on the way.
public final class Extractor {
    private final String program;
    private final ProfileStore store;
    private final ProvenanceCodec codec = new ProvenanceCodec();

    /// @param program name and version of this program, for the vector's provenance
    /// @param store keeps the measurement, so that the vector opens without being read again
    public Extractor(String program, ProfileStore store) {
        this.program = program;
        this.store = store;
    }

    /// Does what `request` asks for.
    ///
    /// @throws Failure where the pair is refused, the place cannot be written, the disk has no
    ///   room, or a side is damaged
    /// @throws CancelledException where it was cancelled; nothing is left then
    public ExtractionResult extract(
            ExtractionRequest request, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        try (Checkpoint base = request.base().open();
                Checkpoint tuned = request.tuned().open()) {
            return extract(base, tuned, request, progress, cancellation);
        }
    }

    /// The same with both sides open; they stay the caller's to close.
    ExtractionResult extract(
            Checkpoint base,
            Checkpoint tuned,
            ExtractionRequest request,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        return extract(base, tuned, VectorRequest.of(request), progress, cancellation);
    }

    /// Saves a vector that is computed, such as a merged one, as an extraction would: by the names
    /// and with the fingerprint of its base, and measured.
    ///
    /// @param base stays the caller's to close, as the vector does
    /// @throws Failure as [#extract] does
    /// @throws CancelledException where it was cancelled; nothing is left then
    public ExtractionResult save(
            Checkpoint base,
            Vector vector,
            VectorRequest request,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        return extract(base, vector, request, progress, cancellation);
    }

    private ExtractionResult extract(
            Checkpoint base,
            Checkpoint tuned,
            VectorRequest request,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        long began = System.nanoTime();
        PairCheck check = PairChecker.check(base, tuned, request.policies());
        if (check.refusal().isPresent()) {
            throw check.refusal().get();
        }
        Names names = new Names(base.name(), tuned.name());
        OutputFormat format = VectorPlace.format(request.output());
        VectorPlace.check(request.output(), request.overwrite(), List.of(base, tuned));
        List<Tensor> outputs = check.matches().stream().map(Match::output).toList();
        // Laid out with room for fingerprints and sums that are only known after the pass.
        WeightsLayout layout =
                format.layout(outputs, codec.write(provenanceBefore(names, request, check)));
        checkSpace(request.output(), layout.fileSize());
        try (WeightsWriter file = WeightsWriter.begin(request.output(), layout)) {
            DifferencePass pass = new DifferencePass(base, tuned, check);
            pass.run(file, request.compute(), progress, cancellation);
            List<TensorProfile> profiles = pass.profiles();
            Provenance provenance = provenance(names, request, check, pass, profiles);
            file.finish(codec.write(provenance));
            cancellation.check();
            file.commit();
            VectorProfile profile =
                    new VectorProfile(profiles, Optional.of(provenance), pass.outputFingerprint());
            // A vector without its profile is only measured again, so nothing is lost where this
            // place keeps none.
            store.keep(request.output(), Measurement.of(profile));
            return new ExtractionResult(
                    request.output(),
                    profile,
                    check,
                    pass.bytes(),
                    Duration.ofNanos(System.nanoTime() - began));
        }
    }

    /// What the two sides are called.
    private record Names(String base, String tuned) {}

    private static void checkSpace(Path output, long bytes) throws Failure {
        AtomicFile.requireSpace(
                output,
                output,
                bytes,
                "the vector",
                "Free some space, choose another place, or a narrower dtype");
    }

    private Provenance provenanceBefore(Names names, VectorRequest request, PairCheck check) {
        List<BaseTensor> tensors =
                check.baseTensors().stream()
                        .map(
                                tensor ->
                                        new BaseTensor(
                                                tensor.name(),
                                                tensor.dtype(),
                                                tensor.shape(),
                                                Double.NaN))
                        .toList();
        return provenance(
                names,
                request,
                check,
                tensors,
                ProvenanceCodec.UNKNOWN_FINGERPRINT,
                ProvenanceCodec.UNKNOWN_FINGERPRINT);
    }

    private Provenance provenance(
            Names names,
            VectorRequest request,
            PairCheck check,
            DifferencePass pass,
            List<TensorProfile> profiles) {
        Map<String, Double> squares = new HashMap<>();
        profiles.forEach(profile -> squares.put(profile.name(), profile.baseSquares()));
        List<BaseTensor> tensors = new ArrayList<>();
        for (Tensor tensor : check.baseTensors()) {
            Double held = squares.get(tensor.name());
            double measured = held != null ? held : pass.baseSquares(tensor);
            tensors.add(new BaseTensor(tensor.name(), tensor.dtype(), tensor.shape(), measured));
        }
        return provenance(
                names, request, check, tensors, pass.baseFingerprint(), pass.tunedFingerprint());
    }

    private Provenance provenance(
            Names names,
            VectorRequest request,
            PairCheck check,
            List<BaseTensor> tensors,
            String baseFingerprint,
            String tunedFingerprint) {
        return new Provenance(
                program,
                new Identity(names.base(), baseFingerprint),
                new Identity(names.tuned(), tunedFingerprint),
                chosen(request, check),
                tensors,
                leftOut(check));
    }

    private static Map<String, String> chosen(VectorRequest request, PairCheck check) {
        Policies policies = request.policies();
        Map<String, String> chosen =
                new TreeMap<>(
                        Map.of(
                                "dtype", policies.dtype().word(),
                                "scope", policies.scope().text(),
                                "vocabulary",
                                        policies.vocabulary().name().toLowerCase(Locale.ROOT)));
        chosen.putAll(request.made());
        check.partial().ifPresent(how -> chosen.put(Provenance.PARTIAL, how));
        return chosen;
    }

    private static Map<String, String> leftOut(PairCheck check) {
        Map<String, String> reasons = new TreeMap<>();
        for (Finding finding : check.findings()) {
            switch (finding.category()) {
                case MATCHED,
                        RENAMED,
                        BUFFER,
                        OTHER_DTYPE,
                        QUANTIZED_BASE,
                        QUANTIZED_TUNED,
                        BOTH_QUANTIZED,
                        UNTIED,
                        OUT_OF_SCOPE -> {}
                case GROWN_VOCABULARY ->
                        finding.tensors()
                                .forEach(name -> reasons.put(name, "rows that one side has alone"));
                default ->
                        finding.tensors()
                                .forEach(name -> reasons.put(name, finding.category().label()));
            }
        }
        return reasons;
    }
}
