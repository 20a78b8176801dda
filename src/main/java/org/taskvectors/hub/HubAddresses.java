package org.taskvectors.hub;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// The addresses of what a hub has, below its own.
record HubAddresses(URI endpoint) {
    private static final String PLAIN =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    /// What a repository is at a revision.
    URI revision(HubName name) {
        return below(
                "/api/models/" + name.repository() + "/revision/" + escaped(name.revisionOrMain()));
    }

    /// All files of a repository at a commit.
    URI tree(HubName name, String commit) {
        return below(
                "/api/models/"
                        + name.repository()
                        + "/tree/"
                        + commit
                        + "?recursive=true&expand=false");
    }

    /// A file's bytes.
    URI resolve(HubFile file) {
        return below(
                "/"
                        + file.repository().repository()
                        + "/resolve/"
                        + escaped(file.repository().revisionOrMain())
                        + "/"
                        + Arrays.stream(file.path().split("/", -1))
                                .map(HubAddresses::escaped)
                                .collect(Collectors.joining("/")));
    }

    private URI below(String path) {
        return URI.create(endpoint + path);
    }

    private static String escaped(String part) {
        StringBuilder text = new StringBuilder(part.length() + 16);
        for (byte one : part.getBytes(StandardCharsets.UTF_8)) {
            if (PLAIN.indexOf(one) >= 0) {
                text.append((char) one);
            } else {
                text.append('%');
                String digits = Integer.toHexString(one & 0xFF).toUpperCase(Locale.ROOT);
                text.append(digits.length() == 1 ? "0" : "").append(digits);
            }
        }
        return text.toString();
    }
}
