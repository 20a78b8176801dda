package org.taskvectors.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.taskvectors.evaluation.BestSearch;
import org.taskvectors.evaluation.Collapse;
import org.taskvectors.evaluation.Plan;
import org.taskvectors.evaluation.PointResult;
import org.taskvectors.evaluation.Study;
import org.taskvectors.evaluation.TaskReader;
import org.taskvectors.file.Shown;
import org.taskvectors.inference.Knob;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Latest;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Evaluates a model over the coefficients of its vectors.
@Command(
        name = "sweep",
        description =
                "Evaluates a model over the coefficients of the vectors on it: accuracy,"
                        + " log-likelihood and KL to the base over λ, for one data set or several."
                        + " The model is loaded once; each λ is baked anew from the base.")
final class SweepCommand implements Callable<Integer> {
    /// What is swept.
    enum Kind {
        BOTH,
        EACH,
        PLANE,
        LAYER
    }

    private static final int MOST_DATA = 8;
    private static final int MOST_MORE = 64;
    private static final Plan.Range USUAL = new Plan.Range(-2, 2, 9);

    private final Session session;
    private final ModelLoader loader;

    @Option(
            names = "--vector",
            required = true,
            paramLabel = "V=FROM:TO:N",
            description =
                    "A task vector or LoRA adapter, and the λ that it is swept over: N values"
                            + " from FROM to TO (-2:2:9 where none are given; the same for all"
                            + " vectors). May be repeated."
                            + Words.OF_HUB)
    private List<String> vectors = new ArrayList<>();

    @Option(
            names = "--sweep",
            paramLabel = "both|each|plane|layer",
            converter = Words.Sweeps.class,
            description =
                    "One λ for all vectors (both, the default), each vector alone, two vectors"
                            + " against each other, or each layer's part of the vectors alone and"
                            + " all but it.")
    private Kind kind = Kind.BOTH;

    @Option(
            names = "--finer",
            paramLabel = "N",
            description = "The most further points of a curve where it bends (0).")
    private int finer;

    @Option(
            names = "--best",
            paramLabel = "N",
            description =
                    "Search the best λ with at most so many further points (0): by Brent's method,"
                            + " on one half of the rows; its accuracy is that of the other half.")
    private int best;

    @Option(
            names = "--record",
            paramLabel = "FILE",
            description =
                    "Keep what was asked here, batch by batch; a sweep that was stopped goes on"
                            + " with the same command.")
    private @Nullable Path record;

    @Option(
            names = "--items",
            description = "With --json: every row with its log-likelihoods, at every point.")
    private boolean items;

    @Mixin private EvaluationOptions options = new EvaluationOptions();
    @Mixin private FigureFiles figures = new FigureFiles();
    @Mixin private OutputOptions output = new OutputOptions();
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    SweepCommand(Session session, ModelLoader loader) {
        this.session = session;
        this.loader = loader;
    }

    @Override
    public Integer call() throws IOException, CancelledException {
        long began = System.nanoTime();
        List<SweptVector> swept =
                vectors.stream()
                        .map(argument -> SweptVector.of(argument, spec.commandLine()))
                        .toList();
        figures.check();
        Plan.Range range = range(swept);
        check(swept);
        EvaluationSession evaluation = new EvaluationSession(session, loader, options);
        try (Latest _ = evaluation.prepare()) {
            return sweep(evaluation, swept, range, began);
        } catch (CancelledException e) {
            if (record != null && Files.exists(record)) {
                session.err()
                        .println("note: the same command goes on after what " + record + " holds");
            }
            throw e;
        }
    }

    private int sweep(
            EvaluationSession evaluation, List<SweptVector> swept, Plan.Range range, long began)
            throws IOException, CancelledException {
        List<TaskReader> readers = options.readers(MOST_DATA);
        List<Path> paths = swept.stream().map(SweptVector::path).toList();
        List<Knob> knobs = swept.stream().map(_ -> Knob.everywhere(1)).toList();
        EvaluationSession.Done done =
                evaluation.run(
                        paths,
                        readers,
                        layers -> plan(knobs, range, layers),
                        Optional.ofNullable(record));
        // The numbers first: figures that cannot be written must not cost them.
        if (!output.isJson()) {
            new StudyText(session).printSweep(done, axes(done.study()));
            draw(done).forEach(path -> session.out().println(Shown.of(path)));
            return 0;
        }
        ObjectNode root = document(done, range);
        try {
            root.set("figures", Json.texts(draw(done).stream().map(Path::toString).toList()));
        } catch (IOException e) {
            root.set("figures", Json.texts(List.of()));
            print(root, began);
            throw e;
        }
        print(root, began);
        return 0;
    }

    private List<Path> draw(EvaluationSession.Done done) throws IOException, CancelledException {
        return figures.write(session, () -> StudyPictures.of(done.study()).all());
    }

    private void print(ObjectNode root, long began) {
        root.put("seconds", (System.nanoTime() - began) / 1e9);
        Json.print(root, session.out());
    }

    private static List<String> axes(Study study) {
        return SweepOrder.axes(
                study.plan(),
                study.facts().vectors().stream().map(vector -> vector.name()).toList());
    }

    private Plan.Range range(List<SweptVector> swept) {
        List<Plan.Range> ranges =
                swept.stream().flatMap(vector -> vector.range().stream()).distinct().toList();
        if (ranges.size() > 1) {
            throw wrong("all vectors are swept over the same range; give it once, or alike");
        }
        if (kind == Kind.LAYER && !ranges.isEmpty()) {
            throw wrong("--sweep layer takes no range: the vectors lie on it with λ = 1");
        }
        return ranges.isEmpty() ? USUAL : ranges.getFirst();
    }

    private void check(List<SweptVector> swept) {
        if (kind == Kind.PLANE && swept.size() != 2) {
            throw wrong("--sweep plane takes two --vector");
        }
        if (finer < 0 || best < 0 || finer > MOST_MORE || best > MOST_MORE) {
            throw wrong("--finer and --best take 0 to " + MOST_MORE);
        }
        boolean isCurve = kind == Kind.BOTH || kind == Kind.EACH;
        if (!isCurve && finer + best > 0) {
            throw wrong("--finer and --best are for --sweep both and each");
        }
        if (items && !output.isJson()) {
            throw wrong("--items needs --json");
        }
    }

    private ParameterException wrong(String what) {
        return new ParameterException(spec.commandLine(), what);
    }

    private Plan plan(List<Knob> knobs, Plan.Range range, int layers) {
        return switch (kind) {
            case BOTH -> new Plan.Along(knobs, false, range, finer, best);
            case EACH -> new Plan.Along(knobs, true, range, finer, best);
            case PLANE -> new Plan.Plane(knobs, 0, 1, range);
            case LAYER -> new Plan.Layers(knobs, layers);
        };
    }

    private ObjectNode document(EvaluationSession.Done done, Plan.Range range) {
        Study study = done.study();
        ObjectNode root = Json.document("sweep", session);
        root.set("model", StudyDocument.model(done.facts(), study));
        ArrayNode all = root.putArray("vectors");
        study.facts().vectors().forEach(vector -> all.addObject().put("path", vector.path()));
        root.put("sweep", kind.name().toLowerCase(Locale.ROOT));
        if (kind == Kind.LAYER) {
            root.set("range", NullNode.instance);
        } else {
            root.putObject("range")
                    .put("from", range.from())
                    .put("to", range.to())
                    .put("points", range.points());
        }
        root.set("axes", Json.texts(axes(study)));
        root.put("score", StudyDocument.scoring(study.facts().scoring()));
        root.put("context", study.facts().context());
        ArrayNode tasks = root.putArray("tasks");
        study.tasks().forEach(task -> tasks.add(StudyDocument.task(task.facts())));
        root.set("base", results(study, study.base(), false));
        ArrayNode points = root.putArray("points");
        for (PointResult point : SweepOrder.sorted(study)) {
            ObjectNode node = points.addObject();
            node.set("at", Json.texts(SweepOrder.words(study, point)));
            ArrayNode lambdas = node.putArray("coefficients");
            point.point().knobs().forEach(knob -> lambdas.add(knob.lambda()));
            node.put("fingerprint", point.fingerprint());
            node.set("tasks", results(study, point, true));
        }
        root.set("best", best(study));
        root.set("collapse", collapse(study));
        root.set("notes", Json.texts(done.notes()));
        return root;
    }

    private ArrayNode results(Study study, PointResult point, boolean isCompared) {
        ArrayNode results = JsonNodeFactory.instance.arrayNode();
        for (int task = 0; task < study.tasks().size(); task++) {
            ObjectNode node = results.addObject();
            StudyDocument.result(study.result(point, task), node);
            if (isCompared) {
                node.set("comparison", StudyDocument.comparison(study.comparison(point, task)));
            }
            if (items) {
                node.set("items", StudyDocument.items(study, task, point));
            }
        }
        return results;
    }

    private static JsonNode best(Study study) {
        Optional<BestSearch.Best> found = BestSearch.best(study, SweepOrder.curve(study));
        if (found.isEmpty()) {
            return NullNode.instance;
        }
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.set("at", Json.texts(SweepOrder.words(study, found.get().point())));
        node.set("searched_accuracy", Json.number(found.get().searched()));
        node.set("accuracy", Json.number(found.get().accuracy()));
        ArrayNode tasks = node.putArray("tasks");
        found.get().reported().forEach(result -> StudyDocument.result(result, tasks.addObject()));
        return node;
    }

    private static ArrayNode collapse(Study study) {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        if (study.plan() instanceof Plan.Along along) {
            for (int curve = 0; curve < along.curves(); curve++) {
                for (Collapse.Reason reason : Collapse.Reason.values()) {
                    for (boolean isPositive : new boolean[] {false, true}) {
                        int one = curve;
                        Collapse.of(study, curve, isPositive, reason)
                                .ifPresent(found -> all.add(collapse(one, found)));
                    }
                }
            }
        }
        return all;
    }

    private static ObjectNode collapse(int curve, Collapse found) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("curve", curve)
                .put("coefficient", found.lambda())
                .put("task", found.task())
                .put("reason", found.reason().name().toLowerCase(Locale.ROOT));
    }
}
