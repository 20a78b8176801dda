import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/// Makes an archive of the classes that commands use, which Java then maps into memory instead of
/// reading, checking and linking them one by one: `lib/commands.jsa` in `target/workbench`. It fits
/// the Java that made it and the jars as they lie there; beside it a copy of that Java's file
/// `release` says which one it is, and the start script asks for it.
///
/// Which classes these are is found by running commands on the sample, and on made-up models large
/// enough for the vector kernels. Maven starts it at the end of `package`. Where something fails,
/// it says so, and the program starts without: the archive only saves time.
class Archive {
    private static final String MAIN = "org.taskvectors.app.Main";
    private static final Path WORKBENCH = Path.of("target", "workbench").toAbsolutePath();
    private static final Path TARGET = Path.of("target", "archive").toAbsolutePath();

    /// The list of classes; a package makes its own archive of it.
    static final Path CLASSES = TARGET.resolve("classes.txt");

    private final Path java;
    private final Path program;

    /// @param java the folder of a JDK or a runtime
    /// @param program the folder that the program is laid out in
    Archive(Path java, Path program) {
        this.java = java;
        this.program = program;
    }

    public static void main(String[] arguments) {
        Archive archive = new Archive(Path.of(System.getProperty("java.home")), WORKBENCH);
        try {
            delete(TARGET);
            Files.createDirectories(TARGET);
            archive.findClasses();
            archive.make();
        } catch (IOException e) {
            System.err.println("no archive of classes was made, so commands start slower: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Runs commands, and writes down the classes of all of them.
    private void findClasses() throws IOException, InterruptedException {
        String base = sample("base");
        String one = made("sst2.safetensors");
        String other = made("mnli.safetensors");
        List<List<String>> commands =
                List.of(
                        List.of("--help"),
                        List.of("inspect", base),
                        extraction(base, sample("sst2"), one),
                        extraction(base, sample("mnli"), other),
                        List.of("compare", one, other, "--figures", made("figures")),
                        merge("task_arithmetic"),
                        List.of("run", "--base", base, "--prompt", "good", "--max-tokens", "4"));
        Set<String> classes = new LinkedHashSet<>();
        for (List<String> command : commands) {
            // What runs for a moment only is over sooner without the slow one of two compilers.
            classes.addAll(classesOf(command, "-XX:TieredStopAtLevel=1"));
        }
        String large = made("large-base.safetensors");
        String largeTuned = made("large-tuned.safetensors");
        makeUp(Path.of(large), 1);
        makeUp(Path.of(largeTuned), 2);
        classes.addAll(
                classesOf(
                        extraction(large, largeTuned, made("large.safetensors")),
                        "-XX:+TieredCompilation"));
        Files.write(CLASSES, classes);
        try (Stream<Path> made = Files.list(TARGET)) {
            for (Path path : made.filter(path -> !path.equals(CLASSES)).toList()) {
                delete(path);
            }
        }
    }

    private List<String> classesOf(List<String> command, String option)
            throws IOException, InterruptedException {
        Path list = TARGET.resolve("of-one.txt");
        Files.deleteIfExists(list);
        int code = run(List.of("-XX:DumpLoadedClassList=" + list, option), command);
        if (code != 0 || !Files.exists(list)) {
            System.err.println(
                    "the archive of classes is made without those of: "
                            + String.join(" ", command));
            return List.of();
        }
        try (Stream<String> lines = Files.lines(list)) {
            return lines.filter(Archive::isKept).map(Archive::withoutNumber).toList();
        }
    }

    private static String sample(String name) {
        return WORKBENCH.resolve("assets").resolve("sample").resolve(name).toString();
    }

    private static String made(String name) {
        return TARGET.resolve(name).toString();
    }

    private static List<String> extraction(String base, String tuned, String output) {
        return List.of("extract", "--base", base, "--tuned", tuned, "-o", output);
    }

    private static List<String> merge(String method) {
        return List.of(
                "merge",
                "--base",
                sample("base"),
                "--model",
                sample("sst2") + "=0.5",
                "--model",
                sample("mnli") + "=0.5",
                "--method",
                method,
                "-o",
                made(method));
    }

    /// Classes of loaders of their own are left out, and what is linked of picocli: its classes are
    /// of an old format that is only archived as long as nothing has been linked.
    private static boolean isKept(String line) {
        return !line.contains(" source: ") && !(line.startsWith("@") && line.contains("picocli"));
    }

    /// Numbers tell classes of one process apart, and mean nothing in a list of several.
    private static String withoutNumber(String line) {
        return line.replaceFirst(" id: [0-9]+$", "");
    }

    /// Makes the archive of the classes that were found.
    void make() throws IOException, InterruptedException {
        Path archive = program.resolve("lib").resolve("commands.jsa");
        Path release = program.resolve("lib").resolve("commands.jsa.release");
        Files.deleteIfExists(release);
        Files.deleteIfExists(archive);
        int code =
                run(
                        List.of(
                                "-Xshare:dump",
                                "-XX:SharedClassListFile=" + CLASSES,
                                "-XX:SharedArchiveFile=" + archive),
                        List.of("--help"));
        if (code != 0 || !Files.exists(archive)) {
            throw new IOException("java -Xshare:dump ended with " + code);
        }
        // Last, so that a start does not find half of one.
        Files.copy(java.resolve("release"), release);
    }

    /// Runs the program as its start script does.
    private int run(List<String> options, List<String> arguments)
            throws IOException, InterruptedException {
        Path bin = java.resolve("bin");
        Path ofWindows = bin.resolve("java.exe");
        List<String> command = new ArrayList<>();
        command.add((Files.exists(ofWindows) ? ofWindows : bin.resolve("java")).toString());
        command.addAll(options);
        command.addAll(
                List.of(
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "-XX:CompileCommandFile=" + program.resolve("bin").resolve("kernels"),
                        "-Dtaskvectors.home=" + program,
                        "-Dtaskvectors.data=" + TARGET.resolve("data"),
                        "-Dfile.encoding=UTF-8",
                        "--add-modules",
                        "jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        program.resolve("lib").resolve("task-vector-workbench.jar").toString(),
                        MAIN));
        command.addAll(arguments);
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        process.getOutputStream().close();
        return process.waitFor();
    }

    /// Writes a model of one tensor of 40 MB in bfloat16.
    private static void makeUp(Path file, long seed) throws IOException {
        int rows = 20_000;
        int columns = 1_024;
        String header =
                "{\"model.layers.0.mlp.up_proj.weight\":{\"dtype\":\"BF16\",\"shape\":["
                        + (rows + "," + columns + "],\"data_offsets\":[0,")
                        + (2L * rows * columns + "]}}");
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        Random random = new Random(seed);
        ByteBuffer row = ByteBuffer.allocate(2 * columns).order(ByteOrder.LITTLE_ENDIAN);
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(
                    ByteBuffer.allocate(8)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putLong(text.length)
                            .array());
            out.write(text);
            for (int i = 0; i < rows; i++) {
                row.clear();
                for (int j = 0; j < columns; j++) {
                    row.putShort((short) (0x3c00 + random.nextInt(0x180)));
                }
                out.write(row.array());
            }
        }
    }

    private static void delete(Path path) throws IOException {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
