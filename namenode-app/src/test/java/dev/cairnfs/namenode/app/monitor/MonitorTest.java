package dev.cairnfs.namenode.app.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairnfs.namenode.app.RunningNameNode;
import dev.cairnfs.namenode.app.ScriptedDatanode;
import dev.cairnfs.namenode.command.Caller;
import dev.cairnfs.namenode.loop.AuditEvent;
import dev.cairnfs.shared.error.ErrorCode;
import java.lang.management.ManagementFactory;
import java.util.Set;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class MonitorTest extends RunningNameNode {
    @Test
    void prometheusHasTheAgreedNames() {
        hdfs("GET", "/", "op=GETFILESTATUS");
        String text = get("/actuator/prometheus").body();
        assertThat(text)
                .contains("hdfs_namenode_capacity_bytes{")
                .contains("hdfs_namenode_blocks{")
                .contains("hdfs_namenode_datanodes{")
                .contains("hdfs_namenode_safemode ")
                .contains("hdfs_namenode_op_seconds_count{")
                .contains("op=\"GETFILESTATUS\"");
        assertThat(get("/prom").status()).isEqualTo(302);
    }

    @Test
    void mbeansAreThereAndInJmx() throws Exception {
        new ScriptedDatanode(this).register();
        Object live = ManagementFactory.getPlatformMBeanServer()
                .getAttribute(new ObjectName("Hadoop:service=NameNode,name=FSNamesystemState"), "NumDeadDataNodes");
        assertThat(live).isEqualTo(0);
        JsonNode beans =
                get("/jmx?qry=Hadoop:service=NameNode,name=NameNodeInfo").json().path("beans");
        assertThat(beans.size()).isEqualTo(1);
        assertThat(beans.at("/0/name").asString()).isEqualTo("Hadoop:service=NameNode,name=NameNodeInfo");
        JsonNode nodes = JsonMapper.shared().readTree(beans.at("/0/LiveNodes").asString());
        assertThat(nodes.path("127.0.0.1:19866").path("adminState").asString()).isEqualTo("In Service");
        assertThat(get("/jmx?get=Hadoop:service=NameNode,name=NameNodeStatus::State")
                        .json()
                        .at("/beans/0/State")
                        .asString())
                .isEqualTo("active");
        assertThat(get("/jmx").json().path("beans").size()).isGreaterThan(5);
        assertThat(get("/jmx?qry=nonsense").error()).isEqualTo("400 IllegalArgumentException");
    }

    @Test
    void theOldAddressesAnswer() {
        assertThat(get("/isActive").status()).isEqualTo(200);
        assertThat(get("/conf").json().at("/properties/0/key").asString()).startsWith("dfs.");
        assertThat(get("/dfshealth.html").status()).isEqualTo(302);
        assertThat(get("/explorer.html").header("Location")).endsWith("/ui/files");
        assertThat(call("POST", "/jmx").status()).isEqualTo(405);
    }

    @Test
    void anAuditLineHasHdfssForm() {
        AuditEvent event = new AuditEvent(
                0,
                new Caller("alice", Set.of("users"), false, "10.0.0.1", null),
                "mkdirs",
                "/a\nb",
                null,
                null,
                ErrorCode.ACCESS_CONTROL);
        assertThat(event.toLine("webhdfs"))
                .isEqualTo("allowed=false\tugi=alice (auth:SIMPLE)\tip=/10.0.0.1\tcmd=mkdirs\tsrc=/a?b\tdst=null"
                        + "\tperm=null\tproto=webhdfs");
    }
}
