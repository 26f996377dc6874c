package io.kmig.cli.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The migration of the shop, as an operator would describe it; its hooks reach the applications over their control
 * port.
 */
final class ShopDescription {
    private final DemoWorld world;
    private final Path portFile;

    ShopDescription(DemoWorld world, Path portFile) {
        this.world = world;
        this.portFile = portFile;
    }

    void write(ShopDatabase database) throws IOException {
        writeHook();
        StringBuilder clients = new StringBuilder();
        for (String consumer : ShopApps.CONSUMERS) {
            clients.append(client(consumer, "groups: [" + consumer + "]"));
        }
        clients.append(client(ShopApps.PRODUCER, "produces: [" + ShopApps.ORDERS + ", " + ShopApps.PAYMENTS + "]"));
        clients.append(client(
                ShopApps.TILL, "produces: [" + ShopApps.RECEIPTS + "], transactionalIds: [" + ShopApps.TILL + "]"));
        clients.append(client(ShopApps.REGISTER, "produces: [" + ShopApps.CUSTOMERS + "]"));
        clients.append(client(
                ShopApps.PROCESSOR,
                "groups: [" + ShopApps.PROCESSOR + "], produces: [" + ShopApps.INVOICES + "], transactionalIds: ["
                        + ShopApps.PROCESSOR + "]"));
        clients.append(client(ShopApps.WRITER, "databases: [" + ShopDatabase.NAME + "]"));
        Files.writeString(world.description(), """
                version: 1
                migration: demo
                blue: {bootstrap: "%s"}
                green: {bootstrap: "%s"}
                connect:
                  green: {url: "%s", manager: rest}
                replication: {topics: {include: ['shop\\..*', '%s']}, groups: {include: [".*"]}, exactlyOnce: true}
                databases:
                  - %s
                clients:
                %scutover: {mode: fenced, fence: [hook], maxWritePause: 30s, onFailure: pause, soak: 24h}
                """.formatted(
                        world.blueBootstrap(),
                        world.greenBootstrap(),
                        world.connectUrl(),
                        database.pattern(),
                        database.yaml(world.passwordReference(), world.passwordReference()),
                        clients));
    }

    private void writeHook() throws IOException {
        Path hook = world.directory().resolve("hook");
        Files.writeString(
                hook,
                String.join(
                        "\n",
                        "#!/bin/sh",
                        "exec '" + DemoWorld.java() + "' -Xshare:auto -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '"
                                + DemoWorld.classPath() + "' io.kmig.ledger.apps.Control '" + portFile + "' \"$@\"",
                        ""));
        if (!hook.toFile().setExecutable(true)) {
            throw new IOException("cannot make " + hook + " executable");
        }
    }

    private static String client(String name, String what) {
        return "  - {name: " + name + ", " + what + ", stop: {exec: [./hook, stop, " + name
                + "]}, start: {exec: [./hook, start, " + name + "]}, timeout: 60s}\n";
    }
}
