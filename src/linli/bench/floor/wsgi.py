import multiprocessing
import os

from django.core.wsgi import get_wsgi_application

from linli.core.processes import end_with_parent

os.environ["DJANGO_SETTINGS_MODULE"] = "linli.bench.floor.settings"
if server := multiprocessing.parent_process():
    end_with_parent(server.pid or 0)
application = get_wsgi_application()
