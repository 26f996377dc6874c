package io.kmig.ledger.apps;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kmig.ledger.record.Cluster;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The host's commands: {@code start}, {@code stop}, {@code pace}, {@code status}, {@code quit}. */
final class Commands {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, HostedClient> clients;
    private final Runnable quit;

    Commands(Map<String, HostedClient> clients, Runnable quit) {
        this.clients = Map.copyOf(clients);
        this.quit = quit;
    }

    /** What to answer; may take as long as a client takes to close. */
    String run(List<String> command) throws Refusal {
        String verb = command.isEmpty() ? "" : command.get(0);
        List<String> args = command.isEmpty() ? command : command.subList(1, command.size());
        return switch (verb) {
            case "start" -> start(args);
            case "stop" -> stop(args);
            case "pace" -> pace(args);
            case "status" -> status();
            case "quit" -> {
                quit.run();
                yield "";
            }
            default -> throw new Refusal("unknown command '" + verb + "': start, stop, pace, status or quit");
        };
    }

    private String start(List<String> args) throws Refusal {
        if (args.size() < 2 || args.size() > 4)
            throw new Refusal("start NAME blue|green [BOOTSTRAP [PROPERTIES-FILE]]");
        Cluster cluster;
        try {
            cluster = Cluster.of(args.get(1));
        } catch (IllegalArgumentException e) {
            throw new Refusal(String.valueOf(e.getMessage()));
        }
        Map<String, String> properties = args.size() == 4 ? properties(Path.of(args.get(3))) : Map.of();
        client(args.get(0)).start(new Session(cluster, args.size() > 2 ? args.get(2) : "", properties));
        return "";
    }

    private String stop(List<String> args) throws Refusal {
        if (args.size() != 1) throw new Refusal("stop NAME");
        client(args.get(0)).stop();
        return "";
    }

    private String pace(List<String> args) throws Refusal {
        if (args.size() != 2) throw new Refusal("pace NAME RECORDS-PER-SECOND|max");
        HostedClient client = client(args.get(0));
        try {
            Integer rate = args.get(1).equals("max") ? null : Integer.valueOf(args.get(1));
            if (rate != null && rate < 1) throw new NumberFormatException("less than 1");
            client.pace(rate);
        } catch (NumberFormatException e) {
            throw new Refusal("a pace is a number of records per second, from 1, or max; not '" + args.get(1) + "'");
        }
        return "";
    }

    private String status() throws Refusal {
        try {
            return JSON.writeValueAsString(Map.of(
                    "clients",
                    clients.values().stream()
                            .map(HostedClient::status)
                            .sorted(Comparator.comparing(ClientStatus::name))
                            .toList()));
        } catch (JsonProcessingException e) {
            throw new Refusal("no status: " + Failure.of(e));
        }
    }

    private HostedClient client(String name) throws Refusal {
        HostedClient client = clients.get(name);
        if (client == null)
            throw new Refusal("no client is called '" + name + "'; there are "
                    + clients.keySet().stream().sorted().toList());
        return client;
    }

    private static Map<String, String> properties(Path file) throws Refusal {
        Properties read = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            read.load(in);
        } catch (IOException e) {
            throw new Refusal("the properties file can't be read: " + Failure.of(e));
        }
        Map<String, String> properties = new HashMap<>();
        read.stringPropertyNames().forEach(name -> properties.put(name, read.getProperty(name)));
        return properties;
    }
}
