package main

import (
	"crypto/tls"
	"crypto/x509"
	"log"
	"os"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

func connect() *redis.Client {
	return redis.NewFailoverClient(&redis.FailoverOptions{
		MasterName:       os.Getenv("REDIS_MASTER_NAME"),
		SentinelAddrs:    strings.Split(os.Getenv("REDIS_SENTINELS"), ","),
		SentinelUsername: os.Getenv("REDIS_USERNAME"),
		SentinelPassword: os.Getenv("REDIS_PASSWORD"),
		Username:         os.Getenv("REDIS_USERNAME"),
		Password:         os.Getenv("REDIS_PASSWORD"),
		TLSConfig:        tlsConfig(os.Getenv("REDIS_CA_FILE")),
		DialTimeout:      time.Second,
		ReadTimeout:      time.Second,
	})
}

func tlsConfig(caFile string) *tls.Config {
	if caFile == "" {
		return nil
	}
	ca, err := os.ReadFile(caFile)
	if err != nil {
		log.Fatal(err)
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(ca) {
		log.Fatalf("no certificate in %s", caFile)
	}
	return &tls.Config{RootCAs: roots}
}
