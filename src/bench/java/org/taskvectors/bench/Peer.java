package org.taskvectors.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// A program of others that waits in a process of its own, warmed up, and does the same work once
/// whenever it is asked to.
final class Peer implements AutoCloseable {
    private final Process process;
    private final PrintWriter ask;
    private final BufferedReader answer;

    /// @param command a program that reads a line, works, and prints the milliseconds that it took
    Peer(List<String> command) throws IOException {
        process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        ask = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        answer = process.inputReader(StandardCharsets.UTF_8);
    }

    /// Milliseconds of one more run.
    double run() throws IOException {
        ask.println("go");
        String line = answer.readLine();
        if (line == null) {
            throw new IOException("the peer has ended");
        }
        return Double.parseDouble(line.trim());
    }

    @Override
    public void close() {
        ask.close();
        process.destroy();
    }
}
