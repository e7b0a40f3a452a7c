import multiprocessing
import os

from django.core.wsgi import get_wsgi_application

from linli.core.processes import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.settings")
if server := multiprocessing.parent_process():
    end_with_parent(
        server.pid or 0
    )  # a server's worker would go on serving an old version after the server was killed
application = get_wsgi_application()
