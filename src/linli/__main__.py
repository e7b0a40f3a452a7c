from linli.cli.main import run

run()
