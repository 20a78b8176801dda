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
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;

/// Makes two archives of classes, which Java then maps into memory instead of reading, checking and
/// linking them one by one: `lib/commands.jsa` and `lib/window.jsa` in `target/workbench`. They fit
/// the Java that made them and the jars as they lie there; beside each a copy of that Java's file
/// `release` says which one it is, and the start script asks for it.
///
/// Which classes these are is found by running commands on the sample, and on made-up models large
/// enough for the vector kernels, and by opening a window without a display. Maven starts it at the
/// end of `package`. Where something fails, it says so, and the program starts without: the
/// archives only save time.
class Archive {
    private static final String MAIN = "org.taskvectors.app.Main";
    private static final Path WORKBENCH = Path.of("target", "workbench").toAbsolutePath();
    private static final Path TARGET = Path.of("target", "archive").toAbsolutePath();

    /// Packages of JavaFX that a window on a display needs and a drawing without one does not.
    private static final List<String> OF_DISPLAYS =
            List.of(
                    "com/sun/glass/ui/gtk/",
                    "com/sun/glass/ui/win/",
                    "com/sun/glass/ui/mac/",
                    "com/sun/javafx/font/freetype/",
                    "com/sun/javafx/font/directwrite/",
                    "com/sun/javafx/font/coretext/",
                    "com/sun/prism/es2/",
                    "com/sun/prism/d3d/",
                    "com/sun/prism/sw/");

    /// What is archived by itself: its options for Java are those that it starts with.
    private enum Part {
        COMMANDS("commands"),
        WINDOW("window");

        private final String word;

        Part(String word) {
            this.word = word;
        }

        /// The list of its classes; a package makes its own archive of it.
        Path classes() {
            return TARGET.resolve(word + ".txt");
        }

        List<String> options(Path program) {
            return this == COMMANDS
                    ? List.of(
                            "-XX:+UseSerialGC",
                            "--add-modules",
                            "jdk.incubator.vector",
                            "--enable-native-access=ALL-UNNAMED")
                    : List.of(
                            "-XX:+UseG1GC",
                            "--module-path",
                            program.resolve("javafx").toString(),
                            "--add-modules",
                            "javafx.controls,javafx.fxml,javafx.swing,jdk.incubator.vector",
                            "--enable-native-access=ALL-UNNAMED,javafx.graphics");
        }
    }

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
            Files.write(Part.COMMANDS.classes(), archive.ofCommands());
            Files.write(Part.WINDOW.classes(), archive.ofWindow());
            keepLists();
            archive.make();
        } catch (IOException e) {
            System.err.println("no archives of classes were made, so it starts slower: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void keepLists() throws IOException {
        List<Path> lists = Stream.of(Part.values()).map(Part::classes).toList();
        try (Stream<Path> made = Files.list(TARGET)) {
            for (Path path : made.filter(path -> !lists.contains(path)).toList()) {
                delete(path);
            }
        }
    }

    /// Opens a window without a display and draws a place, and returns the classes of both, and
    /// those that only a window on a display has.
    private Set<String> ofWindow() throws IOException, InterruptedException {
        Path list = TARGET.resolve("of-window.txt");
        Process window =
                start(
                        Part.WINDOW,
                        List.of(
                                "-XX:DumpLoadedClassList=" + list,
                                "-Dglass.platform=Headless",
                                "-Dprism.order=sw"),
                        // A workspace in which nothing was done is not saved.
                        List.of(sample("base")));
        try {
            waitUntilItRests(list, window);
        } finally {
            window.destroy();
            window.waitFor();
        }
        Set<String> classes = new LinkedHashSet<>(listed(list));
        String workspace = TARGET.resolve("data").resolve("workspace.json").toString();
        List<String> merge =
                List.of("screenshot", "merge", "--workspace", workspace, "-o", made("merge.png"));
        classes.addAll(classesOf(Part.WINDOW, merge, "-XX:TieredStopAtLevel=1"));
        if (classes.isEmpty()) {
            return classes;
        }
        try (Stream<Path> jars = Files.list(WORKBENCH.resolve("javafx"))) {
            for (Path jar : jars.filter(path -> path.toString().endsWith(".jar")).toList()) {
                try (JarFile file = new JarFile(jar.toFile())) {
                    file.stream()
                            .map(JarEntry::getName)
                            .filter(name -> name.endsWith(".class"))
                            .filter(name -> OF_DISPLAYS.stream().anyMatch(name::startsWith))
                            .map(name -> name.substring(0, name.length() - ".class".length()))
                            .forEach(classes::add);
                }
            }
        }
        return classes;
    }

    /// Runs commands, and returns the classes of all of them.
    private Set<String> ofCommands() throws IOException, InterruptedException {
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
            classes.addAll(classesOf(Part.COMMANDS, command, "-XX:TieredStopAtLevel=1"));
        }
        String large = made("large-base.safetensors");
        String largeTuned = made("large-tuned.safetensors");
        makeUp(Path.of(large), 1);
        makeUp(Path.of(largeTuned), 2);
        classes.addAll(
                classesOf(
                        Part.COMMANDS,
                        extraction(large, largeTuned, made("large.safetensors")),
                        "-XX:+TieredCompilation"));
        return classes;
    }

    private List<String> classesOf(Part part, List<String> command, String option)
            throws IOException, InterruptedException {
        Path list = TARGET.resolve("of-one.txt");
        Files.deleteIfExists(list);
        int code = run(part, List.of("-XX:DumpLoadedClassList=" + list, option), command);
        if (code != 0 || !Files.exists(list)) {
            System.err.println(
                    "an archive of classes is made without those of: " + String.join(" ", command));
            return List.of();
        }
        return listed(list);
    }

    private static List<String> listed(Path list) throws IOException {
        try (Stream<String> lines = Files.lines(list)) {
            return lines.filter(Archive::isKept).map(Archive::withoutNumber).toList();
        }
    }

    /// Waits until a program has loaded no class for two seconds, at most a minute.
    private static void waitUntilItRests(Path list, Process program)
            throws IOException, InterruptedException {
        long size = -1;
        for (int seconds = 0; seconds < 60 && program.isAlive(); seconds += 2) {
            if (program.waitFor(2, TimeUnit.SECONDS)) {
                throw new IOException("the window ended with " + program.exitValue());
            }
            long now = Files.exists(list) ? Files.size(list) : 0;
            if (now == size && now > 0) {
                return;
            }
            size = now;
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

    /// Makes the archives of the classes that were found.
    void make() throws IOException, InterruptedException {
        for (Part part : Part.values()) {
            make(part);
        }
    }

    private void make(Part part) throws IOException, InterruptedException {
        Path archive = program.resolve("lib").resolve(part.word + ".jsa");
        Path release = program.resolve("lib").resolve(part.word + ".jsa.release");
        Files.deleteIfExists(release);
        Files.deleteIfExists(archive);
        int code =
                run(
                        part,
                        List.of(
                                "-Xshare:dump",
                                "-XX:SharedClassListFile=" + part.classes(),
                                "-XX:SharedArchiveFile=" + archive),
                        List.of("--help"));
        if (code != 0 || !Files.exists(archive)) {
            throw new IOException("java -Xshare:dump ended with " + code);
        }
        // Last, so that a start does not find half of one.
        Files.copy(java.resolve("release"), release);
    }

    /// Runs the program as its start script does.
    private int run(Part part, List<String> options, List<String> arguments)
            throws IOException, InterruptedException {
        return start(part, options, arguments).waitFor();
    }

    private Process start(Part part, List<String> options, List<String> arguments)
            throws IOException {
        Path bin = java.resolve("bin");
        Path ofWindows = bin.resolve("java.exe");
        List<String> command = new ArrayList<>();
        command.add((Files.exists(ofWindows) ? ofWindows : bin.resolve("java")).toString());
        command.addAll(options);
        command.addAll(part.options(program));
        command.addAll(
                List.of(
                        "-Xmx512m",
                        "-XX:CompileCommandFile=" + program.resolve("bin").resolve("kernels"),
                        "-Dtaskvectors.home=" + program,
                        "-Dtaskvectors.data=" + TARGET.resolve("data"),
                        "-Dfile.encoding=UTF-8",
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
        return process;
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
