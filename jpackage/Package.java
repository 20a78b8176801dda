import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/// Makes a package of what `mvn package` has laid out in `target/workbench`, with a Java runtime of
/// its own; on Linux an app image and a `.deb`, on macOS an app image and a `.dmg`, on Windows an
/// app image (an installer there wants WiX: name `msi` or `exe` as the last argument).
///
/// Maven starts it: `./mvnw -Ppackage -DskipTests package`. By hand: `java jpackage/Package.java
/// VERSION [deb|rpm|dmg|pkg|msi|exe|app-image]`.
class Package {

    private static final String COMMAND = "task-vector-workbench";
    private static final String TITLE = "Task Vector Workbench";
    private static final String MAIN = "org.taskvectors.app.Main";

    /// What the program and its libraries use of the JDK and of JavaFX. Written down, not asked of
    /// jdeps, which sees neither services nor reflection.
    private static final List<String> MODULES =
            List.of(
                    "java.desktop",
                    "java.logging",
                    "java.management",
                    "java.naming",
                    "java.net.http",
                    "java.prefs",
                    "java.sql",
                    "java.xml",
                    "javafx.controls",
                    "javafx.fxml",
                    "javafx.swing",
                    "jdk.charsets",
                    "jdk.incubator.vector",
                    "jdk.management",
                    "jdk.unsupported",
                    "jdk.zipfs");

    private static final Path WORKBENCH = Path.of("target", "workbench");
    private static final Path JAVAFX = WORKBENCH.resolve("javafx");
    private static final Path PAYLOAD = Path.of("target", "payload");
    private static final Path TARGET = Path.of("target", "package");
    private static final Path JPACKAGE = Path.of("jpackage");
    private static final Path ICONS = Path.of("assets", "icon");

    private final Os os = Os.current();
    private final String version;
    private final String type;

    private enum Os {
        LINUX("icon-512.png", "deb"),
        MAC("icon.icns", "dmg"),
        WINDOWS("icon.ico", "app-image");

        private final String icon;
        private final String type;

        Os(String icon, String type) {
            this.icon = icon;
            this.type = type;
        }

        static Os current() {
            String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
            if (name.contains("win")) {
                return WINDOWS;
            }
            return name.contains("mac") ? MAC : LINUX;
        }
    }

    private Package(String version, String type) {
        // A Mac refuses a version that starts with 0.
        this.version =
                os == Os.MAC && version.startsWith("0.") ? "1" + version.substring(1) : version;
        this.type = type.isEmpty() ? os.type : type;
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 1 || !Files.isDirectory(JAVAFX)) {
            System.err.println("Run it as ./mvnw -Ppackage -DskipTests package");
            System.exit(2);
        }
        String version = arguments[0].replace("-SNAPSHOT", "");
        new Package(version, arguments.length > 1 ? arguments[1] : "").make();
    }

    private void make() throws IOException {
        delete(TARGET);
        delete(PAYLOAD);
        layOutPayload();
        image();
        if (!type.equals("app-image")) {
            installer();
        }
        delete(PAYLOAD);
        try (Stream<Path> made = Files.list(TARGET)) {
            made.sorted().forEach(path -> System.out.println("made " + path));
        }
    }

    /// Everything of the workbench but JavaFX, which goes into the runtime.
    private void layOutPayload() throws IOException {
        try (Stream<Path> files = Files.walk(WORKBENCH)) {
            for (Path file : files.filter(file -> !file.startsWith(JAVAFX)).toList()) {
                Path copy = PAYLOAD.resolve(WORKBENCH.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        if (os != Os.WINDOWS) {
            Files.delete(PAYLOAD.resolve("bin").resolve(COMMAND + ".bat"));
        }
    }

    private void image() throws IOException {
        List<String> arguments = new ArrayList<>(common("app-image"));
        arguments.addAll(
                List.of(
                        "--input", PAYLOAD.toString(),
                        "--main-jar", "lib/" + mainJar(),
                        "--main-class", MAIN,
                        "--icon", ICONS.resolve(os.icon).toString(),
                        "--module-path", JAVAFX.toString(),
                        "--add-modules", String.join(",", MODULES),
                        // The start script for a terminal needs bin/java, so native commands stay.
                        "--jlink-options",
                                "--strip-debug --no-header-files --no-man-pages"
                                        + " --compress zip-6 --generate-cds-archive"));
        for (String option :
                List.of(
                        "-Xmx1g",
                        "-XX:MaxDirectMemorySize=256m",
                        "-Dfile.encoding=UTF-8",
                        "-Dtaskvectors.home=$APPDIR",
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED,javafx.graphics")) {
            arguments.addAll(List.of("--java-options", option));
        }
        run("jpackage", arguments);
        archive();
    }

    /// Archives the classes of commands once more, for the package's own runtime.
    private void archive() {
        Path image =
                switch (os) {
                    case LINUX -> builtImage().resolve("lib");
                    case MAC -> builtImage().resolve("Contents");
                    case WINDOWS -> builtImage();
                };
        Path runtime = image.resolve("runtime");
        if (os == Os.MAC) {
            runtime = runtime.resolve("Contents").resolve("Home");
        }
        try {
            new Archive(runtime.toAbsolutePath(), image.resolve("app").toAbsolutePath()).make();
        } catch (IOException e) {
            System.err.println("no archive of classes was made, so commands start slower: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void installer() throws IOException {
        Path associations = associations();
        List<String> arguments = new ArrayList<>(common(type));
        arguments.addAll(
                List.of(
                        "--app-image", builtImage().toString(),
                        "--file-associations", associations.toString()));
        switch (os) {
            case LINUX ->
                    arguments.addAll(
                            List.of(
                                    "--linux-package-name",
                                    COMMAND,
                                    "--linux-package-deps",
                                    "libgtk-3-0",
                                    "--linux-shortcut",
                                    "--linux-menu-group",
                                    "Science",
                                    "--linux-app-category",
                                    "science",
                                    "--license-file",
                                    "LICENSE",
                                    "--resource-dir",
                                    JPACKAGE.resolve("linux").toString()));
            case MAC -> arguments.addAll(List.of("--license-file", "LICENSE"));
            case WINDOWS ->
                    arguments.addAll(
                            List.of("--win-menu", "--win-shortcut", "--win-per-user-install"));
        }
        run("jpackage", arguments);
        Files.delete(associations);
    }

    private List<String> common(String kind) {
        return List.of(
                "--type",
                kind,
                "--dest",
                TARGET.toString(),
                "--name",
                name(),
                "--app-version",
                version,
                "--vendor",
                TITLE + " contributors",
                "--copyright",
                "2026 " + TITLE + " contributors",
                "--description",
                "What fine-tuning changed in a model, measured and compared");
    }

    private String name() {
        return os == Os.LINUX ? COMMAND : TITLE;
    }

    private Path builtImage() {
        return TARGET.resolve(os == Os.MAC ? TITLE + ".app" : name());
    }

    private static Path associations() throws IOException {
        return Files.write(
                TARGET.resolve("safetensors.properties"),
                List.of(
                        "extension=safetensors",
                        "mime-type=application/x-safetensors",
                        "description=Tensors of a model"));
    }

    private static String mainJar() throws IOException {
        try (Stream<Path> jars = Files.list(PAYLOAD.resolve("lib"))) {
            return jars.map(jar -> jar.getFileName().toString())
                    .filter(jar -> jar.startsWith(COMMAND))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String run(String name, List<String> arguments) {
        ToolProvider tool = ToolProvider.findFirst(name).orElseThrow();
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
                tool.run(
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        arguments.toArray(String[]::new));
        if (code != 0) {
            System.err.println(out + "\n" + err + "\n" + name + " failed: " + arguments);
            System.exit(1);
        }
        return out.toString();
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(
                            file -> {
                                try {
                                    Files.delete(file);
                                } catch (IOException e) {
                                    throw new UncheckedIOException(e);
                                }
                            });
        }
    }
}
