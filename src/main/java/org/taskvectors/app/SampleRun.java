package org.taskvectors.app;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.taskvectors.analysis.ProfileStore;
import org.taskvectors.cli.CommandLineMain;
import org.taskvectors.extraction.Extractor;
import org.taskvectors.file.AtomicFile;
import org.taskvectors.file.Failure;
import org.taskvectors.job.Cancellation;
import org.taskvectors.job.CancelledException;
import org.taskvectors.job.Progress;
import org.taskvectors.tensor.Compute;
import org.taskvectors.workspace.DataFolder;
import org.taskvectors.workspace.Sample;

/// The sample workspace on a machine without a display: its vectors are extracted and compared in
/// the user's data folder, and the figures and tables that this gives are named.
final class SampleRun {
    private static final List<String> GROUPINGS = List.of("layer", "module", "cell");

    private final String program;
    private final DataFolder data;
    private final CommandLineMain commands;
    private final PrintStream out;

    SampleRun(String program, DataFolder data, CommandLineMain commands, PrintStream out) {
        this.program = program;
        this.data = data;
        this.commands = commands;
        this.out = out;
    }

    /// Does it all and returns the exit code.
    int run() throws IOException, CancelledException {
        Sample sample = Sample.find(data).orElseThrow(Sample::missing);
        Cancellation never = new Cancellation();
        sample.copy(new Progress(), never);
        Extractor extractor = new Extractor(program, new ProfileStore(data.cache()));
        List<String> vectors = new ArrayList<>();
        for (Sample.Pair pair : sample.pairs()) {
            sample.extract(
                    pair,
                    extractor,
                    Compute.onCpu(Runtime.getRuntime().availableProcessors()),
                    new Progress(),
                    never);
            vectors.add(pair.vector().toString());
            out.println("Extracted " + pair.name() + ": " + pair.vector());
        }
        Path results = sample.target().resolve("results");
        int code = 0;
        for (String grouping : GROUPINGS) {
            code = Math.max(code, compare(vectors, grouping, results));
        }
        out.println("Figures and tables written to " + results + ":");
        written(results).forEach((name, endings) -> out.println("  " + name + "  " + endings));
        return code;
    }

    /// The names of the files without their endings, each with the endings that there are.
    private static SortedMap<String, String> written(Path results) throws IOException {
        try (Stream<Path> files = Files.list(results)) {
            return files.map(path -> path.getFileName().toString())
                    .filter(name -> name.contains("."))
                    .sorted()
                    .collect(
                            Collectors.groupingBy(
                                    name -> name.substring(0, name.lastIndexOf('.')),
                                    TreeMap::new,
                                    Collectors.mapping(
                                            name -> name.substring(name.lastIndexOf('.')),
                                            Collectors.joining(" "))));
        }
    }

    /// Writes the figures of one grouping, and its table for people and for programs.
    private int compare(List<String> vectors, String grouping, Path results) throws Failure {
        StringWriter errors = new StringWriter();
        StringWriter table = new StringWriter();
        StringWriter json = new StringWriter();
        List<String> figures =
                List.of("--figures", results.toString(), "--format", "svg,pdf,png,csv");
        int code = compare(vectors, grouping, figures, new StringWriter(), errors);
        code = Math.max(code, compare(vectors, grouping, List.of(), table, errors));
        code = Math.max(code, compare(vectors, grouping, List.of("--json"), json, errors));
        AtomicFile.writeText(results.resolve("table-by-" + grouping + ".txt"), table.toString());
        AtomicFile.writeText(results.resolve("table-by-" + grouping + ".json"), json.toString());
        out.print(errors);
        return code;
    }

    private int compare(
            List<String> vectors,
            String grouping,
            List<String> more,
            StringWriter table,
            StringWriter errors) {
        List<String> arguments = new ArrayList<>(List.of("compare"));
        arguments.addAll(vectors);
        arguments.addAll(List.of("--by", grouping));
        arguments.addAll(more);
        return commands.run(arguments, new PrintWriter(table), new PrintWriter(errors), false);
    }
}
