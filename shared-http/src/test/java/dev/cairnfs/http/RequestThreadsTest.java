package dev.cairnfs.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.catalina.connector.Connector;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;
import org.junit.jupiter.api.Test;

class RequestThreadsTest {
    @Test
    void areVirtualWhereTheJvmHasThem() {
        Connector connector = new Connector();
        RequestThreads.choose(connector);
        boolean virtual = connector.getProtocolHandler().getExecutor() instanceof VirtualThreadExecutor;
        assertThat(virtual).isEqualTo(Runtime.version().feature() >= 21);
    }
}
