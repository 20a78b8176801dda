package org.taskvectors.parts;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.taskvectors.analysis.MeasuringRules;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.file.Failure;
import org.taskvectors.file.FileProblem;
import org.taskvectors.pass.Part;

/// All parts of one work, open, each once, in their order.
public final class PartSet implements Closeable {
    /// So many absent parts are named.
    private static final int NAMED = 12;

    private final List<PartFile> parts;

    private PartSet(List<PartFile> parts) {
        this.parts = List.copyOf(parts);
    }

    /// Opens the parts of a work.
    ///
    /// @param given files, or folders, of which all parts are taken
    /// @param program name and version of this program, which must have made them
    /// @throws Failure where one is no part or damaged, is there twice or absent, or where they are
    ///   not of one work and of this version; none stays open then
    public static PartSet open(List<Path> given, String program) throws IOException {
        List<PartFile> parts = new ArrayList<>();
        try {
            for (Path path : files(given)) {
                parts.add(PartFile.open(path));
            }
            parts.sort(Comparator.comparingInt(part -> part.head().part().number()));
            requireOfThisVersion(parts, program);
            requireOneWork(parts);
            requireAll(parts);
            return new PartSet(parts);
        } catch (IOException | RuntimeException | Error e) {
            parts.forEach(PartFile::close);
            throw e;
        }
    }

    private static List<Path> files(List<Path> given) throws IOException {
        List<Path> files = new ArrayList<>();
        for (Path path : given) {
            if (!Files.isDirectory(path)) {
                files.add(path);
                continue;
            }
            List<Path> within;
            try (Stream<Path> all = Files.list(path)) {
                within =
                        all.filter(file -> file.toString().endsWith(PartWriter.ENDING))
                                .filter(Files::isRegularFile)
                                .sorted()
                                .toList();
            }
            if (within.isEmpty()) {
                throw Failure.of(
                        PartProblem.NOT_A_PART,
                        path,
                        "there are no parts in this folder",
                        "Make them first (--part 1/N … --part N/N), or name another folder");
            }
            files.addAll(within);
        }
        return files;
    }

    private static void requireOfThisVersion(List<PartFile> parts, String program) throws Failure {
        for (PartFile part : parts) {
            PartHead head = part.head();
            if (!head.program().equals(program) || head.rules() != MeasuringRules.VERSION) {
                throw Failure.of(
                        PartProblem.OTHER_VERSION,
                        part.path(),
                        "this part was made by "
                                + head.program()
                                + (head.program().equals(program)
                                        ? ", by other rules of measuring"
                                        : ", and this is " + program),
                        "Make and join all parts with one version");
            }
        }
    }

    private static void requireOneWork(List<PartFile> parts) throws Failure {
        PartFile first = parts.getFirst();
        for (PartFile part : parts) {
            PartHead head = part.head();
            if (head.kind() != first.head().kind()
                    || head.part().of() != first.head().part().of()) {
                throw other(part, first, "it is " + head.words() + ", not of " + all(first.head()));
            }
            List<Asked> own = head.asked();
            List<Asked> its = first.head().asked();
            if (!own.equals(its)) {
                int at = 0;
                while (at < Math.min(own.size(), its.size()) && own.get(at).equals(its.get(at))) {
                    at++;
                }
                String what =
                        at == own.size() || at == its.size()
                                ? "the number of inputs"
                                : own.get(at).name();
                String values =
                        at < own.size() && at < its.size() && own.get(at).name().equals(what)
                                ? " (" + own.get(at).value() + " and " + its.get(at).value() + ")"
                                : "";
                throw other(part, first, what + " differs" + values);
            }
        }
    }

    private static String all(PartHead head) {
        return head.part().of() + " of " + head.kind().words();
    }

    private static Failure other(PartFile part, PartFile first, String how) {
        return Failure.of(
                PartProblem.OTHER_REQUEST,
                part.path(),
                "this is a part of another work than " + first.path().getFileName() + ": " + how,
                "Join the parts of one work, made with the same inputs and options");
    }

    private static void requireAll(List<PartFile> parts) throws Failure {
        for (int i = 1; i < parts.size(); i++) {
            Part own = parts.get(i).head().part();
            if (own.equals(parts.get(i - 1).head().part())) {
                throw Failure.of(
                        PartProblem.DOUBLED,
                        parts.get(i).path(),
                        own.words() + " is there twice, also as " + parts.get(i - 1).path(),
                        "Name each part once");
            }
        }
        Set<Integer> there =
                parts.stream().map(part -> part.head().part().number()).collect(Collectors.toSet());
        int of = parts.getFirst().head().part().of();
        List<Integer> absent =
                IntStream.rangeClosed(1, of).filter(n -> !there.contains(n)).boxed().toList();
        if (!absent.isEmpty()) {
            throw Failure.of(
                    PartProblem.MISSING,
                    null,
                    absent.size()
                            + " of the "
                            + of
                            + " parts"
                            + (absent.size() == 1 ? " is" : " are")
                            + " missing: "
                            + absent.stream()
                                    .limit(NAMED)
                                    .map(n -> n + "/" + of)
                                    .collect(Collectors.joining(", "))
                            + (absent.size() > NAMED ? ", …" : ""),
                    "Make "
                            + (absent.size() == 1 ? "it" : "them")
                            + " with --part, or name all parts");
        }
    }

    /// Returns what the parts are parts of.
    public PartKind kind() {
        return parts.getFirst().head().kind();
    }

    /// Returns how many there are.
    public int size() {
        return parts.size();
    }

    /// Returns the files of the parts.
    public List<Path> paths() {
        return parts.stream().map(PartFile::path).toList();
    }

    /// Returns what all parts tell alike.
    ///
    /// @throws Failure where they do not
    byte[] common() throws Failure {
        byte[] common = parts.getFirst().common();
        String sum = Sha256.of(common);
        for (PartFile part : parts) {
            if (!part.commonSum().equals(sum)) {
                throw PartFile.damaged(part.path());
            }
        }
        return common;
    }

    /// Returns what each part tells.
    List<byte[]> own() {
        return parts.stream().map(PartFile::own).toList();
    }

    /// Checks that a file may be written.
    ///
    /// @throws Failure where it exists and may not be replaced, or where something is read from it
    void requirePlace(Path output, boolean overwrite) throws IOException {
        if (!Files.exists(output)) {
            return;
        }
        Path real = output.toRealPath();
        Set<Path> read = new HashSet<>();
        for (PartFile part : parts) {
            read.add(part.path().toRealPath());
            for (String file : part.head().files()) {
                if (Files.exists(Path.of(file))) {
                    read.add(Path.of(file).toRealPath());
                }
            }
        }
        if (read.contains(real)) {
            throw Failure.of(
                    FileProblem.EXISTS,
                    output,
                    "this is one of the parts, or one of the files that they were made of",
                    "Choose another name");
        }
        if (!overwrite) {
            throw Failure.of(
                    FileProblem.EXISTS,
                    output,
                    "there is a file of this name already",
                    "Choose another name, or say that it may be replaced (--force)");
        }
    }

    /// Returns the tensors of each part.
    List<Checkpoint> tensors() {
        return parts.stream().map(PartFile::tensors).toList();
    }

    /// Returns the failure for parts whose contents do not make a whole.
    Failure damaged(RuntimeException cause) {
        return Failure.of(
                        PartProblem.DAMAGED,
                        parts.getFirst().path(),
                        "this part and the others do not make a whole",
                        "Make the parts again")
                .causedBy(cause);
    }

    @Override
    public void close() {
        parts.forEach(PartFile::close);
    }
}
