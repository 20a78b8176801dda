package org.taskvectors.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.open.Formats;
import org.taskvectors.file.Failure;
import org.taskvectors.job.CancelledException;
import org.taskvectors.merge.ApplyResult;
import org.taskvectors.merge.Given;
import org.taskvectors.merge.MergePlan;
import org.taskvectors.merge.MergeRequest;
import org.taskvectors.merge.MergeSaver;
import org.taskvectors.merge.Output;
import org.taskvectors.merge.PlannedTarget;
import org.taskvectors.merge.RecipeMerge;
import org.taskvectors.merge.method.Chosen;
import org.taskvectors.merge.method.Lines;
import org.taskvectors.merge.method.Method;
import org.taskvectors.merge.method.Methods;
import org.taskvectors.merge.method.Space;
import org.taskvectors.parts.MergeParts;
import org.taskvectors.parts.PartResult;
import org.taskvectors.pass.Part;
import org.taskvectors.vector.Scale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Merges vectors or models by a method, and saves a model, a vector, or an adapter.
@Command(
        name = "merge",
        description =
                "Merges vectors on a base, or models, by a method, and saves the model, the merged"
                        + " vector, or the closest LoRA adapter. With --base a fine-tuned model"
                        + " counts as its difference from it. Or by a recipe, mergekit's YAML.")
final class MergeCommand implements Callable<Integer> {
    /// The options that a part takes.
    private static final Set<String> TAKEN =
            Set.of(
                    "--method",
                    "--base",
                    "--vector",
                    "--model",
                    "--density",
                    "--set",
                    "--lines",
                    "--seed",
                    "--dtype",
                    "--profile",
                    "--partial",
                    "--tokenizer",
                    "--missing-rows",
                    "--pad-rows",
                    "--chat-template",
                    "--output",
                    "--force",
                    "--lora-scale",
                    "--adapter",
                    "--under",
                    "--allow-paths",
                    "--ask-hub");

    /// The methods by name, for the help.
    static final class MethodIds implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Methods.all().stream().map(Method::id).iterator();
        }
    }

    private final Session session;

    @Parameters(
            arity = "0..1",
            paramLabel = "RECIPE.yml",
            description =
                    "A recipe in mergekit's YAML, which says models, method and dtype; its paths"
                            + " begin at its own folder.")
    private Optional<Path> recipe = Optional.empty();

    @Option(
            names = "--method",
            paramLabel = "ID",
            description = "How it is merged: ${COMPLETION-CANDIDATES}; by default task_arithmetic.",
            completionCandidates = MethodIds.class)
    private Optional<String> asked = Optional.empty();

    @Option(
            names = "--base",
            paramLabel = "A",
            description =
                    "The model that vectors are changes of, and that they are put onto."
                            + Words.OF_HUB)
    private Optional<Path> base = Optional.empty();

    @Option(
            names = "--vector",
            paramLabel = "V[=WEIGHT]",
            description =
                    "A task vector or a LoRA adapter with its weight (1 where none is given), as"
                            + " often as there are some."
                            + Words.OF_HUB)
    private List<String> vectors = new ArrayList<>();

    @Option(
            names = "--model",
            paramLabel = "M[=WEIGHT]",
            description =
                    "A model with its weight, as often as there are some; after the vectors in the"
                            + " order of ingredients."
                            + Words.OF_HUB)
    private List<String> models = new ArrayList<>();

    @Option(
            names = "--density",
            paramLabel = "D[,D…]",
            description =
                    "The share of weights that is kept, of all ingredients or of each; short for"
                            + " --set density=D.")
    private Optional<String> density = Optional.empty();

    @Option(
            names = "--set",
            paramLabel = "NAME=NUMBER[,NUMBER…]",
            description =
                    "A parameter of the method, as often as there are some; one number for each"
                            + " ingredient where it has them.")
    private List<String> set = new ArrayList<>();

    @Option(
            names = "--lines",
            paramLabel = "ALPHA,BETA",
            split = ",",
            description =
                    "Scale the merged vector along the depth, as LiNeS does: ALPHA + BETA (l - 1) /"
                            + " (L - 1) in layer l of L, and ALPHA outside the layers.")
    private List<Double> lines = new ArrayList<>();

    @Option(
            names = "--seed",
            paramLabel = "S",
            description =
                    "The seed of random methods, 0 by default: the same seed, the same bytes.")
    private long seed;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            converter = Words.DTypes.class,
            description =
                    "float32, bfloat16, float16 or source (the default): of a model that of the"
                            + " base or the first model, tensor by tensor; of a vector or an"
                            + " adapter float32.")
    private Optional<OutputDType> dtype = Optional.empty();

    @Option(
            names = "--dry-run",
            description =
                    "Say what would be done, from headers, tokenizers and a small sample of"
                            + " weights, and write nothing. With --output the place is looked at"
                            + " too.")
    private boolean dryRun;

    @Option(
            names = "--profile",
            description =
                    "Measure the change of the base that is really written, and keep it beside the"
                            + " model.")
    private boolean profile;

    @Option(
            names = "--partial",
            description =
                    "Leave out changes that cannot be read, or that the base has no tensor for; the"
                            + " notes name them.")
    private boolean partial;

    @Mixin private MergeOutputOptions to = new MergeOutputOptions();
    @Mixin private PartOption part = new PartOption();
    @Mixin private ThreadOption threads = new ThreadOption();
    @Mixin private WordOptions words = new WordOptions();
    @Mixin private AdapterOptions options = new AdapterOptions();
    @Mixin private OutputOptions shown = new OutputOptions();
    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    MergeCommand(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() throws IOException, CancelledException {
        part.check(TAKEN);
        to.check(dryRun);
        Optional<RecipeMerge> read = recipe.isPresent() ? Optional.of(read()) : Optional.empty();
        MergeRequest request = read.isPresent() ? read.get().request() : request();
        MergeSaver saver = new MergeSaver(session.program(), session.store());
        MergeHead head = MergeHead.of(request, read);
        MergeReport report = new MergeReport(head, session);
        try {
            if (dryRun) {
                MergePlan plan = saver.plan(request);
                if (to.isSaid()) {
                    PlannedTarget.require(request.output(), plan.bytes());
                }
                report.plan(plan, request, read, shown.isJson());
                return 0;
            }
            if (part.part().isPresent()) {
                part(request, part.part().get(), head);
                return 0;
            }
            ApplyResult result =
                    session.run(
                            "Merging " + request.output().path().getFileName(),
                            (progress, cancellation) ->
                                    saver.save(request, progress, cancellation));
            report.result(result, shown.isJson());
            return 0;
        } catch (Failure e) {
            throw read.isPresent() ? read.get().located(e) : e;
        }
    }

    private void part(MergeRequest request, Part share, MergeHead head)
            throws IOException, CancelledException {
        PartResult result =
                session.run(
                        "Merging " + share.words(),
                        (progress, cancellation) ->
                                new MergeParts(session.program(), session.store())
                                        .make(
                                                request,
                                                share,
                                                to.isForced(),
                                                head.text(),
                                                progress,
                                                cancellation));
        new PartReport(session).print(result, shown.isJson());
    }

    /// @throws IOException where the recipe cannot be read, or is not computed here
    private RecipeMerge read() throws IOException {
        boolean saysOtherwise =
                asked.isPresent()
                        || base.isPresent()
                        || !vectors.isEmpty()
                        || !models.isEmpty()
                        || density.isPresent()
                        || !set.isEmpty()
                        || !lines.isEmpty()
                        || dtype.isPresent()
                        || profile
                        || words.areSaid()
                        || options.areSaid()
                        || partial;
        if (saysOtherwise) {
            throw wrong(
                    "a recipe says method, models, parameters and dtype itself, and opens its"
                            + " models as they lie; beside it there are --seed, --allow-paths,"
                            + " --ask-hub, --dry-run, and what says as what and where it is saved");
        }
        return RecipeMerge.of(
                recipe.orElseThrow(),
                options.reach(recipe.orElseThrow()),
                seed,
                to.output(MergeOutputOptions.As.MODEL),
                threads.compute(session));
    }

    private MergeRequest request() throws IOException {
        String method = asked.orElse("task_arithmetic");
        Method chosen =
                Methods.of(method)
                        .orElseThrow(
                                () ->
                                        wrong(
                                                "--method: there is no '"
                                                        + method
                                                        + "'; there are "
                                                        + Methods.all().stream()
                                                                .map(Method::id)
                                                                .collect(
                                                                        Collectors.joining(", "))));
        List<VectorArgument> arguments = new ArrayList<>();
        List<Space> spaces = new ArrayList<>();
        for (String vector : vectors) {
            arguments.add(VectorArgument.of(vector, spec.commandLine()));
            spaces.add(Space.VECTORS);
        }
        for (String model : models) {
            arguments.add(VectorArgument.of(model, spec.commandLine()));
            spaces.add(Space.MODELS);
        }
        if (arguments.isEmpty()) {
            throw wrong("nothing to merge; name ingredients by --vector or --model");
        }
        // Without a base merged vectors can only be a vector.
        Output output =
                to.output(
                        base.isEmpty() && !vectors.isEmpty()
                                ? MergeOutputOptions.As.VECTOR
                                : MergeOutputOptions.As.MODEL);
        if (profile && !(output instanceof Output.Model)) {
            throw wrong(
                    "--profile measures the change of a base that a model holds; a vector is"
                            + " measured in any case");
        }
        if (profile && base.isEmpty()) {
            throw wrong("--profile measures the change of a base, and none is given");
        }
        List<Path> inputs = new ArrayList<>(base.stream().toList());
        arguments.forEach(argument -> inputs.add(argument.path()));
        if (options.isReachSaid() && inputs.stream().noneMatch(Formats.ALL::isComputed)) {
            throw wrong("--allow-paths and --ask-hub are said of a recipe, and none is given");
        }
        List<Given> given = new ArrayList<>();
        for (int k = 0; k < arguments.size(); k++) {
            given.add(new Given(options.located(arguments.get(k).path(), inputs), spaces.get(k)));
        }
        List<String> all = new ArrayList<>(set);
        density.ifPresent(share -> all.add("density=" + share));
        MergeSettings settings =
                new MergeSettings(
                        chosen,
                        all,
                        arguments.stream().map(MergeCommand::weight).toList(),
                        spec.commandLine());
        return new MergeRequest(
                chosen,
                new Chosen(settings, seed, lines()),
                base.map(path -> options.located(path, inputs)),
                given,
                dtype.orElse(OutputDType.SOURCE),
                output,
                profile,
                partial,
                Optional.empty(),
                Optional.empty(),
                words.words(
                        base,
                        arguments.stream().map(VectorArgument::path).toList(),
                        spec.commandLine()),
                threads.compute(session));
    }

    private Optional<Lines> lines() {
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        if (lines.size() != 2 || lines.stream().anyMatch(value -> !Double.isFinite(value))) {
            throw wrong("--lines takes two numbers, as in --lines 0.2,0.6");
        }
        return Optional.of(new Lines(lines.getFirst(), lines.getLast()));
    }

    private static double weight(VectorArgument argument) {
        return argument.scale() instanceof Scale.Constant constant ? constant.lambda() : 1;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
