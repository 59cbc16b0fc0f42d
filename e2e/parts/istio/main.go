// Istio's control plane and its proxies' agent in one file: the name by which it is called chooses.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	_ "github.com/KimMachineGun/automemlimit" // Istio's programs keep within their memory limit
	"github.com/spf13/cobra"
	meshconfig "istio.io/api/mesh/v1alpha1"
	agent "istio.io/istio/pilot/cmd/pilot-agent/app"
	discovery "istio.io/istio/pilot/cmd/pilot-discovery/app"
	istioagent "istio.io/istio/pkg/istio-agent"
	"istio.io/istio/pkg/log"
	"istio.io/istio/pkg/security"
	"istio.io/istio/security/pkg/nodeagent/sds"
)

var programs = map[string]func() *cobra.Command{
	"pilot-discovery": discovery.NewRootCommand,
	"pilot-agent":     func() *cobra.Command { return agent.NewRootCommand(secrets) },
}

func main() {
	name := filepath.Base(os.Args[0])
	program, known := programs[name]
	if !known {
		fmt.Fprintf(os.Stderr, "%s: this program is called pilot-discovery or pilot-agent\n", name)
		os.Exit(2)
	}
	log.EnableKlogWithCobra()
	if err := program().Execute(); err != nil {
		log.Error(err)
		os.Exit(1)
	}
}

// The agent's server of certificates for its proxy.
func secrets(options *security.Options, cache security.SecretManager, keys *meshconfig.PrivateKeyProvider) istioagent.SDSService {
	return sds.NewServer(options, cache, keys)
}
