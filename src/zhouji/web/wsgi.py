"""For a WSGI server other than the one in `zhouji serve`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhouji.web.settings")
application = get_wsgi_application()
