// Says of recorded reads and writes of single keys whether one copy of each key could have answered them so
// (linearizability), by porcupine. Operations are a JSON array in the file that is named; each key that could not is a
// line.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"math"
	"os"
	"time"

	"github.com/anishathalye/porcupine"
)

type operation struct {
	Client int     `json:"client"`
	Key    string  `json:"key"`
	Kind   string  `json:"kind"`
	Value  *string `json:"value"`
	Call   int64   `json:"call"`
	// Missing where nobody knows whether it was done: it may have been at any time since, or never.
	Return *int64 `json:"return"`
}

type input struct {
	isWrite bool
	value   string
}

const absent = "(absent)"

// One register, which is read and written.
var register = porcupine.Model{
	Init: func() any { return absent },
	Step: func(state, in, out any) (bool, any) {
		if in.(input).isWrite {
			return true, in.(input).value
		}
		return out == state, state
	},
	DescribeOperation: func(in, out any) string {
		if in.(input).isWrite {
			return "write " + in.(input).value
		}
		return fmt.Sprintf("read %v", out)
	},
}

func main() {
	limit := flag.Duration("limit", time.Minute, "how long a key may take")
	picture := flag.String("picture", "", "where to draw the first key that is not as one copy, as HTML")
	flag.Parse()
	if err := judge(flag.Arg(0), *limit, *picture); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func judge(file string, limit time.Duration, picture string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var recorded []operation
	if err := json.Unmarshal(text, &recorded); err != nil {
		return err
	}
	for key, history := range byKey(recorded) {
		result, info := porcupine.CheckOperationsVerbose(register, history, limit)
		if result == porcupine.Ok {
			continue
		}
		fmt.Println(key, result)
		if picture != "" {
			if err := porcupine.VisualizePath(register, info, picture); err != nil {
				return err
			}
			picture = ""
		}
	}
	return nil
}

func byKey(recorded []operation) map[string][]porcupine.Operation {
	histories := map[string][]porcupine.Operation{}
	for _, one := range recorded {
		value, end := absent, int64(math.MaxInt64)
		if one.Value != nil {
			value = *one.Value
		}
		if one.Return != nil {
			end = *one.Return
		}
		histories[one.Key] = append(histories[one.Key], porcupine.Operation{
			ClientId: one.Client,
			Input:    input{isWrite: one.Kind == "write", value: value},
			Output:   value,
			Call:     one.Call,
			Return:   end,
		})
	}
	return histories
}
