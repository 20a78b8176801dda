package org.taskvectors.extraction.lora;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.taskvectors.analysis.ProfilePass;
import org.taskvectors.analysis.spectrum.AdapterSpectra;
import org.taskvectors.analysis.spectrum.TruncatedSvd;
import org.taskvectors.checkpoint.AdapterAbout;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.TensorSpans;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.open.Opened;
import org.taskvectors.checkpoint.safetensors.SafetensorsLayout;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileStamps;
import org.taskvectors.file.ReadAhead;
import org.taskvectors.file.Shown;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.saving.AdapterFolder;
import org.taskvectors.saving.PeftConfig;
import org.taskvectors.tensor.Compute;
import org.taskvectors.tensor.DType;
import org.taskvectors.tensor.Device;
import org.taskvectors.tensor.Numbers;
import org.taskvectors.tensor.Shape;
import org.taskvectors.vector.Provenance;
import org.taskvectors.vector.ProvenanceCodec;
import org.taskvectors.vector.SavedVector;

/// Makes a LoRA adapter out of a task vector: each matrix is replaced by the closest one of a low
/// rank, whose two factors are stored as PEFT stores them. One matrix a thread is in memory at a
/// time.
public final class LoraExtractor {
    private static final String PREFIX = "base_model.model.";

    private final String program;

    /// @param program name and version of this program, for the adapter's metadata
    public LoraExtractor(String program) {
        this.program = program;
    }

    /// Does what `request` asks for.
    ///
    /// @throws Failure where nothing can be factored, a matrix holds numbers that are not finite,
    ///   the place cannot be written, or the vector is damaged
    /// @throws CancelledException where it was cancelled; nothing is left then
    public LoraResult extract(LoraRequest request, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        try (Opened opened = request.vector().openWithBase()) {
            return extract(OpenRequest.of(request, opened.checkpoint()), progress, cancellation);
        }
    }

    /// The same of a vector that is open, or computed. What of its change cannot be read is left
    /// out; the result names it.
    ///
    /// @throws Failure as the other does
    /// @throws CancelledException where it was cancelled; nothing is left then
    public LoraResult extract(OpenRequest request, Progress progress, Cancellation cancellation)
            throws IOException, CancelledException {
        long began = System.nanoTime();
        LoraPlan plan = LoraPlan.of(request.vector(), request.scope(), request.baseConfig());
        if (plan.targets().isEmpty()) {
            throw nothing(request, withoutTargets(request.vector()));
        }
        AdapterFolder.check(request.folder(), request.vector(), request.overwrite());
        List<Tensor> largest = new ArrayList<>();
        plan.targets().forEach(target -> largest.addAll(largest(target, plan, request)));
        Map<String, String> metadata = metadata(request);
        if (request.rank() instanceof LoraRank.Fixed) {
            checkSpace(request, SafetensorsLayout.of(largest, metadata).fileSize());
        }
        List<Tensor> measured =
                plan.leftOut().stream()
                        .filter(skipped -> skipped.reason() != LeftOut.Reason.UNDECODED)
                        .map(LoraPlan.Skipped::tensor)
                        .filter(tensor -> tensor.dtype().isFloating())
                        .toList();
        long bytes =
                measured.stream().mapToLong(Tensor::bytes).sum()
                        + plan.targets().stream().mapToLong(t -> t.tensor().bytes()).sum();
        progress.begin(bytes);
        FileStamps inputs = FileStamps.of(request.vector().about().weightFiles());
        List<LeftOut> leftOut = leftOut(plan, measured, request, progress, cancellation);
        double products = work(plan, request, false);
        Compute compute = request.compute().forProducts(products, cancellation);
        progress.runsOn((products == 0 ? Device.CPU : compute.device()).label());
        List<LoraMatrix> matrices = new ArrayList<>();
        try (AdapterFolder folder = AdapterFolder.begin(request.folder(), largest, metadata)) {
            new Factoring(request, compute, work(plan, request, true), cancellation)
                    .run(
                            plan.targets(),
                            (target, made) -> {
                                if (made.isPresent()) {
                                    write(target, made.get().factors(), plan, request, folder);
                                    matrices.add(made.get().matrix());
                                } else {
                                    String name = target.tensor().name();
                                    leftOut.add(new LeftOut(name, LeftOut.Reason.ZERO, 0));
                                }
                                progress.add(target.tensor().bytes());
                            });
            if (matrices.isEmpty()) {
                throw nothing(request, "every weight in scope is zero");
            }
            cancellation.check();
            inputs.requireUnwritten();
            folder.commit(config(matrices, plan, request));
            return new LoraResult(
                    request.folder(),
                    List.copyOf(matrices),
                    List.copyOf(leftOut),
                    folder.size(),
                    bytes,
                    Duration.ofNanos(System.nanoTime() - began),
                    SavedVector.provenance(request.vector()).flatMap(Provenance::partial));
        } finally {
            progress.runsOn("");
            compute.device().ended();
        }
    }

    /// Measures the tensors that are left out too, so that the result shows how much of the vector
    /// the adapter lacks.
    private static List<LeftOut> leftOut(
            LoraPlan plan,
            List<Tensor> measured,
            OpenRequest request,
            Progress progress,
            Cancellation cancellation)
            throws IOException, CancelledException {
        Map<String, Double> squares = fromFactors(request.vector(), measured, cancellation);
        List<Tensor> wide = new ArrayList<>();
        List<Tensor> read = new ArrayList<>();
        for (Tensor tensor : measured) {
            if (!squares.containsKey(tensor.name())) {
                (tensor.dtype() == DType.F64 ? wide : read).add(tensor);
            }
        }
        try (ReadAhead.Plan _ = TensorSpans.announce(request.vector(), read.stream())) {
            for (Tensor tensor : read) {
                int threads = request.compute().threads();
                squares.put(
                        tensor.name(), Squares.of(request.vector(), tensor, threads, cancellation));
            }
        }
        ProfilePass.tensors(request.vector(), wide, request.compute(), new Progress(), cancellation)
                .forEach(tensor -> squares.put(tensor.name(), tensor.sumSquares()));
        progress.add(measured.stream().mapToLong(Tensor::bytes).sum());
        List<LeftOut> leftOut = new ArrayList<>();
        for (LoraPlan.Skipped skipped : plan.leftOut()) {
            String name = skipped.tensor().name();
            double unread = skipped.reason() == LeftOut.Reason.UNDECODED ? Double.NaN : 0;
            leftOut.add(new LeftOut(name, skipped.reason(), squares.getOrDefault(name, unread)));
        }
        incomplete(request.vector())
                .forEach(
                        part ->
                                leftOut.add(
                                        new LeftOut(
                                                part.name(),
                                                LeftOut.Reason.INCOMPLETE,
                                                Double.NaN)));
        return leftOut;
    }

    /// Σ τ² of what is a product of factors, without forming it.
    private static Map<String, Double> fromFactors(
            Checkpoint vector, List<Tensor> tensors, Cancellation cancellation)
            throws IOException, CancelledException {
        Map<String, Double> squares = new HashMap<>();
        if (vector instanceof Vector adapter && adapter.isAdapter()) {
            for (Tensor tensor : tensors) {
                cancellation.check();
                double known = AdapterSpectra.of(adapter, tensor).sumSquares();
                if (!Double.isNaN(known)) {
                    squares.put(tensor.name(), known);
                }
            }
        }
        return squares;
    }

    private static List<Incomplete> incomplete(Checkpoint vector) {
        return vector instanceof Vector change ? change.incomplete() : List.of();
    }

    private static String withoutTargets(Checkpoint vector) {
        return incomplete(vector).stream()
                .findFirst()
                .map(part -> Shown.of(part.name()) + ": " + part.reason())
                .orElse("no weight of a linear module is in scope");
    }

    /// Multiplications that the matrices take, about.
    ///
    /// @param exact whether those count too that are decomposed exactly, whatever the device
    private static double work(LoraPlan plan, OpenRequest request, boolean exact) {
        return plan.targets().stream()
                .map(LoraPlan.Target::tensor)
                .filter(tensor -> exact || !TruncatedSvd.isExact(request.vector(), tensor))
                .mapToDouble(
                        tensor ->
                                TruncatedSvd.multiplications(
                                        request.vector(), tensor, request.rank().most()))
                .sum();
    }

    /// `Linear` keeps outputs × inputs, so B is the left factor; `Conv1D` keeps inputs × outputs,
    /// and both are turned.
    private static void write(
            LoraPlan.Target target,
            Factors factors,
            LoraPlan plan,
            OpenRequest request,
            AdapterFolder folder)
            throws Failure {
        int rows = (int) target.tensor().shape().size(0);
        int columns = (int) target.tensor().shape().size(1);
        int rank = factors.rank();
        int inputs = plan.fanInFanOut() ? rows : columns;
        int outputs = plan.fanInFanOut() ? columns : rows;
        float[] a =
                plan.fanInFanOut()
                        ? Factors.transposed(factors.left(), inputs, rank)
                        : factors.right();
        float[] b =
                plan.fanInFanOut()
                        ? Factors.transposed(factors.right(), rank, outputs)
                        : factors.left();
        List<Tensor> names = names(target, rank, inputs, outputs, request.dtype());
        write(names.get(0), a, folder);
        write(names.get(1), b, folder);
    }

    private static void write(Tensor tensor, float[] values, AdapterFolder folder) throws Failure {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(tensor.bytes(), 8);
            Numbers.encode(values, values.length, tensor.dtype(), bytes);
            folder.write(tensor, bytes);
        }
    }

    private static List<Tensor> names(
            LoraPlan.Target target, int rank, long inputs, long outputs, DType dtype) {
        String module = PREFIX + target.module();
        return List.of(
                new Tensor(module + ".lora_A.weight", dtype, Shape.of(rank, inputs)),
                new Tensor(module + ".lora_B.weight", dtype, Shape.of(outputs, rank)));
    }

    private static List<Tensor> largest(
            LoraPlan.Target target, LoraPlan plan, OpenRequest request) {
        long rows = target.tensor().shape().size(0);
        long columns = target.tensor().shape().size(1);
        int rank = (int) Math.min(request.rank().most(), Math.min(rows, columns));
        return plan.fanInFanOut()
                ? names(target, rank, rows, columns, request.dtype())
                : names(target, rank, columns, rows, request.dtype());
    }

    private Map<String, String> metadata(OpenRequest request) {
        Map<String, String> metadata = new TreeMap<>();
        metadata.put("format", "pt");
        metadata.put("program", program);
        metadata.put("task_vector_of", Shown.of(request.vector().name()));
        return metadata;
    }

    private static byte[] config(List<LoraMatrix> matrices, LoraPlan plan, OpenRequest request) {
        List<PeftConfig.Module> modules =
                matrices.stream()
                        .map(matrix -> new PeftConfig.Module(matrix.module(), matrix.rank()))
                        .toList();
        Optional<String> base =
                request.baseName()
                        .or(
                                () ->
                                        new ProvenanceCodec()
                                                .read(request.vector().about().metadata())
                                                .map(provenance -> provenance.base().name()))
                        .or(
                                () ->
                                        request.vector()
                                                .about()
                                                .adapter()
                                                .flatMap(AdapterAbout::baseName))
                        .filter(name -> !name.isBlank());
        return new PeftConfig()
                .write(modules, commonest(matrices), plan.fanInFanOut(), plan.causal(), base);
    }

    /// The rank that most of them have, the higher one of two: the fewest patterns.
    private static int commonest(List<LoraMatrix> matrices) {
        Map<Integer, Integer> counts = new TreeMap<>();
        matrices.forEach(matrix -> counts.merge(matrix.rank(), 1, Integer::sum));
        int best = 0;
        for (Map.Entry<Integer, Integer> entry : counts.entrySet()) {
            if (best == 0 || entry.getValue() >= counts.getOrDefault(best, 0)) {
                best = entry.getKey();
            }
        }
        return best;
    }

    private static Failure nothing(OpenRequest request, String why) {
        return Failure.of(
                LoraProblem.NOTHING_TO_FACTOR,
                request.vector().path().orElse(null),
                "there is nothing to make an adapter of: " + why,
                "Choose a wider scope, or look at the vector's tensors");
    }

    private static void checkSpace(OpenRequest request, long bytes) throws Failure {
        AtomicFile.requireSpace(
                request.folder().resolve(AdapterFolder.WEIGHTS),
                request.folder(),
                bytes,
                "the adapter",
                "Free some space, choose another place, a lower rank or a narrower dtype");
    }
}
